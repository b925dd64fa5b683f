import type { EventData } from "../../../../shared/events/catalogue.ts";
import { tellingExit } from "../../../../shared/exit-cause.ts";
import type { Tone } from "../../terminal/style.ts";
import { runLook, stageLook } from "../status-symbol.ts";
import {
  formatChanges,
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  plural,
} from "../../../../shared/units.ts";
import { describeFinding, preflightSummary } from "../../../../shared/preflight-words.ts";
import { type EventOf, headOf, type TimelineRow } from "./row.ts";

const failureLines = 15;

export function runRow(event: EventOf<"run">): TimelineRow {
  switch (event.type) {
    case "run.started": {
      const { attempt, agent, model } = event.data;
      return { topic: "run", text: `attempt ${attempt} with ${agent}${model === null ? "" : ` ${model}`}` };
    }
    case "run.recovered": {
      const { stage, how } = event.data;
      const where = stage === null ? "" : ` in ${stage}`;
      return { topic: "run", text: `picked up again${where} after a restart: ${how}`, tone: "yellow" };
    }
    case "run.ended":
      return endedRow(event.data);
  }
}

function endedRow(data: EventData<"run.ended">): TimelineRow {
  const { status, reason, exitCause, durationMs, tokens, costUsd, turns } = data;
  const look = runLook(status);
  const used = tokens.input + tokens.cachedInput + tokens.output;
  // An agent that reports nothing has not been free: that is said once, without zeros beside it.
  const usage = [turns > 0 ? plural(turns, "turn") : null, used > 0 ? `${formatCount(used)} tokens` : null];
  const facts = [formatDuration(durationMs), formatCost(costUsd), ...usage.filter((fact) => fact !== null)];
  const exit = tellingExit(status, exitCause);
  const cause = exit === undefined ? [] : [`agent: ${exit}`];
  return {
    topic: "run",
    text: `${look.symbol} ${look.word} · ${[...facts, ...cause].join(" · ")}`,
    tone: look.tone,
    body: reason === null ? undefined : { text: reason, lines: 4, keep: "head" },
  };
}

export function stageRow(event: EventOf<"stage">): TimelineRow {
  switch (event.type) {
    case "stage.started":
      return { topic: event.data.stage, text: "starts", tone: "dim", minor: true };
    case "stage.ended": {
      const { stage, outcome, durationMs, detail } = event.data;
      const look = stageLook(outcome);
      const text = `${look.symbol} ${look.word} in ${formatDuration(durationMs)}${detail === null ? "" : `: ${detail}`}`;
      return { topic: stage, text, tone: outcome === "ok" ? "dim" : look.tone };
    }
  }
}

/** A step that passed is one line; one that failed shows the end of what it printed. */
export function stepRow(event: EventOf<"step">, topic: string): TimelineRow {
  switch (event.type) {
    case "step.started": {
      const { kind, name, command } = event.data;
      const line = headOf(command);
      return { topic, text: `${kind} ${name === line ? name : `${name}: ${line}`}`, tone: "dim", minor: true };
    }
    case "step.ended": {
      const { kind, name, exitCode, timedOut, durationMs, tail } = event.data;
      const ok = exitCode === 0 && !timedOut;
      const how = timedOut ? "timed out" : exitCode === null ? "was killed" : `exit ${exitCode}`;
      const label = kind === "verify" ? name : `${kind} ${name}`;
      return {
        topic,
        text: `${label} ${ok ? "✓" : `✗ ${how} ·`} ${formatDuration(durationMs)}`,
        tone: ok ? "green" : "red",
        body: ok || tail.trim() === "" ? undefined : { text: tail, lines: failureLines, keep: "tail" },
      };
    }
  }
}

export function worktreeRow(event: EventOf<"worktree">, topic: string): TimelineRow {
  switch (event.type) {
    case "worktree.ready": {
      const { warm, branch, baseCommit, continuedFrom, durationMs } = event.data;
      const how = `${warm ? "from the pool" : "made"} in ${formatDuration(durationMs)}`;
      const at = continuedFrom === null ? `at ${baseCommit.slice(0, 7)}` : `goes on at ${continuedFrom.slice(0, 7)}`;
      return { topic, text: `worktree ${how}${branch === null ? "," : `, ${branch}`} ${at}` };
    }
    case "worktree.state":
      return { topic: "worktree", text: `${event.data.from} → ${event.data.to}`, tone: "dim", minor: true };
    case "worktree.pinned":
      return { topic: "worktree", text: `${event.data.pinned ? "pinned" : "unpinned"} by ${event.data.by}` };
  }
}

export function checkpointRow({ data }: EventOf<"checkpoint">): TimelineRow {
  const { number, files, reason } = data;
  return { topic: "checkpoint", text: `#${number} ${plural(files, "file")} ${formatChanges(data)} (${reason})` };
}

export function preflightRow({ data }: EventOf<"preflight">): TimelineRow {
  const { ok, unable, findings, found } = data;
  if (unable !== null) return { topic: "preflight", text: `could not be checked: ${unable}`, tone: "red" };
  if (ok) return { topic: "preflight", text: preflightSummary(data), tone: "green" };
  const lines = findings.map((finding) => describeFinding(finding)).join("\n");
  const text = `${plural(found, "finding")}, nothing is published`;
  return { topic: "preflight", text, tone: "red", body: { text: lines, lines: 12, keep: "head" } };
}

export function publishRow({ data }: EventOf<"publish">): TimelineRow {
  const { policy, branch, commit, commits, files } = data;
  const what = policy === "branch" ? `branch ${branch}` : policy === "patch" ? "patch" : "nothing to publish";
  const at = commit === null ? "" : ` at ${commit.slice(0, 7)}`;
  const size = `${plural(commits, "commit")}, ${plural(files, "file")} ${formatChanges(data)}`;
  return { topic: "publish", text: `${what}${at}: ${size}`, tone: "green" };
}

export function processesRow({ data }: EventOf<"processes">): TimelineRow {
  const { what, found, survivors, method, durationMs } = data;
  const left = survivors.length === 0 ? "none left" : `still there: ${survivors.join(", ")}`;
  const tone: Tone = survivors.length === 0 ? "dim" : "red";
  const text = `${what}: ${plural(found, "process", "processes")} ended, ${left} (${method}, ${formatDuration(durationMs)})`;
  return { topic: "processes", text, tone, minor: survivors.length === 0 };
}

export function outboxRow(event: EventOf<"outbox">): TimelineRow {
  const { kind } = event.data;
  const what = kind.replaceAll("_", " ");
  switch (event.type) {
    case "outbox.requested":
      return { topic: "publish", text: `${what} …`, tone: "dim", minor: true };
    case "outbox.done":
      return { topic: "publish", text: `${what}: ${event.data.detail}`, tone: "green" };
    case "outbox.withdrawn":
      return { topic: "publish", text: `${what}: not made, the job was cancelled`, tone: "yellow" };
    case "outbox.failed": {
      const again = event.data.retryAt === null ? "" : `; again at ${formatClock(event.data.retryAt)}`;
      return { topic: "publish", text: `✗ ${what}: ${event.data.error}${again}`, tone: "red" };
    }
  }
}
