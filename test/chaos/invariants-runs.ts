import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { commandProtocol } from "../../runner/agents/command/protocol.ts";
import { translate } from "../../runner/engine/agent-events.ts";
import { LineSplitter } from "../../runner/engine/lines.ts";
import { besidePlan } from "../../runner/gates/plan/read-plan.ts";
import type { Store } from "../../runner/store/port.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { Run } from "../../shared/model/run.ts";
import type { Driver } from "./driver.ts";
import type { Ground } from "./ground.ts";

/** Each run began and ended once, its agent was started once, and the log has what the agent printed, once. */
export async function brokenRuns(
  violations: string[],
  facts: { ground: Ground; store: Store; driver: Driver; events: readonly TimelineEvent[]; runs: readonly Run[] },
): Promise<void> {
  const { ground, store, events, runs } = facts;
  const starts = Map.groupBy((await readFile(ground.starts, "utf8")).split("\n"), (line) => line);
  const byRun = Map.groupBy(events, (event) => event.runId ?? "");
  for (const run of runs) {
    const own = byRun.get(run.id) ?? [];
    const say = (what: string) => violations.push(`run ${run.id} (attempt ${run.attempt}, ${run.status}): ${what}`);
    if (run.status === "running" || run.status === "created") say("has not ended");
    if (run.status === "lost") say("was lost, though nobody touched its processes");
    const agentStarts = starts.get(run.id)?.length ?? 0;
    // A run that was cancelled or failed may have ended before its agent's first words.
    const works = run.progress.agentStartedAt !== null;
    if (agentStarts > 1 || (agentStarts === 0 && works && run.status === "succeeded"))
      say(`its agent started ${agentStarts} times`);
    if (!works && agentStarts > 0) say("its agent was started, and its row does not know");
    for (const [what, times] of timesOf(own)) if (times > 1) say(`${what} ${times} times`);
    if (!own.some((event) => event.type === "run.ended")) say("has no run.ended");
    const open = (await store.read.runs.stages(run.id)).filter((stage) => stage.endedAt === null);
    for (const stage of open) say(`its stage ${stage.name} has not ended`);
    const checkpoints = await store.read.checkpoints.forRun(run.id);
    const planned = own.some((event) => event.type === "stage.started" && event.data.stage === "plan");
    const changed = run.agent !== "chatty" && run.status === "succeeded" && works && !planned;
    if (planned && checkpoints.length > 0) say("planned, and has a checkpoint");
    if (changed && checkpoints.length === 0) say("changed files and has no checkpoint");
    const records = await store.read.jobs.get(run.jobId);
    if (records?.agent !== "acp" && records?.agent !== "listener") await brokenOutput(say, ground, run, own);
    else brokenWords(say, own);
  }
}

/** Things that happen to a run at most once, with how often the log tells them. */
function timesOf(own: readonly TimelineEvent[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const event of own) {
    const key = onceKey(event);
    if (key !== undefined) times.set(key, (times.get(key) ?? 0) + 1);
  }
  return times;
}

const onceInARun = new Set<TimelineEvent["type"]>([
  "run.started",
  "run.ended",
  "agent.started",
  "worktree.ready",
  "publish.done",
  "outbox.requested",
  "job.retry_scheduled",
]);

function onceKey(event: TimelineEvent): string | undefined {
  if (onceInARun.has(event.type)) return event.type;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest may come any number of times
  switch (event.type) {
    case "stage.started":
    case "stage.ended":
      return `${event.type} ${event.data.stage}`;
    case "step.started":
    case "step.ended":
      return `${event.type} ${event.data.kind} ${event.data.name}`;
    case "processes.ended":
      return `${event.type} ${event.data.what}`;
    case "checkpoint.created":
      return `${event.type} ${event.data.number} ${event.data.commit}`;
    case "artifact.added":
      return `${event.type} ${event.data.kind} ${event.data.name}`;
    default:
      return undefined;
  }
}

/** Plays the agent's whole output again and compares what it makes with what the log tells. */
async function brokenOutput(
  say: (what: string) => void,
  ground: Ground,
  run: Run,
  own: readonly TimelineEvent[],
): Promise<void> {
  const path = join(ground.data, "runs", run.id, "processes", "agent", "out");
  const output = await readFile(path).catch(() => Buffer.alloc(0));
  const splitter = new LineSplitter(0);
  const protocol = commandProtocol();
  const lines = [...splitter.push(output)];
  const rest = splitter.flush();
  if (rest) lines.push(rest);
  const planned = own.some((event) => event.type === "stage.started" && event.data.stage === "plan");
  const printed = lines
    .flatMap(({ text }) => [...protocol.line(text).events])
    // Of a plan, only the words beside it are told.
    .map((event) => (planned && event.kind === "message" ? { ...event, text: besidePlan(event.text) } : event))
    .filter((event) => event.kind !== "message" || event.text !== "");
  const fresh: Run = { ...run, tokens: { input: 0, cachedInput: 0, output: 0 }, turns: 0, costUsd: null };
  const kinds = new Set(["agent.message", "agent.thought", "agent.tool_call", "agent.tool_result"]);
  const { change, events } = translate(fresh, "", printed);
  for (const field of ["turns", "tokens"] as const) {
    const used = change[field] ?? fresh[field];
    if (!isDeepStrictEqual(run[field], used)) {
      say(`reported ${JSON.stringify(used)} ${field}, its row says ${JSON.stringify(run[field])}`);
    }
  }
  const expected = events.filter(({ type }) => kinds.has(type));
  const told = own.filter(({ type }) => kinds.has(type));
  const words = (event: { type: string; data: unknown }) =>
    event.type === "agent.tool_call" ? event.type : `${event.type} ${JSON.stringify(event.data)}`;
  for (const [index, event] of expected.entries()) {
    const other = told[index];
    if (other && words(other) === words(event)) continue;
    return say(
      `printed ${words(event).slice(0, 200)} as number ${index}, the log has ${other && words(other).slice(0, 200)}`,
    );
  }
  if (told.length > expected.length) say(`printed ${expected.length} things, the log tells ${told.length}`);
}

/** Every message of the scripted agent has words of its own. */
function brokenWords(say: (what: string) => void, own: readonly TimelineEvent[]): void {
  const texts = own.flatMap((event) => (event.type === "agent.message" ? [event.data.text] : []));
  if (new Set(texts).size !== texts.length) say(`said ${JSON.stringify(texts)}`);
}
