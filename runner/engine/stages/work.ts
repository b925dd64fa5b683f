import type { AgentEvent, AgentOutcome, AgentSettings } from "../../agents/port.ts";
import { AgentSession } from "../agent-session.ts";
import { addArtifacts, worktreeOf } from "../artifacts.ts";
import { takeCheckpoint } from "../checkpoints.ts";
import { stoppedByBudget, usedUpBefore } from "../budget/ask.ts";
import { recordTime, watchTime } from "../budget/time.ts";
import { checkDetached, Detached, type RunContext } from "../context.ts";
import { takeOverWork } from "../contract/complete-work.ts";
import { checkContract } from "../contract/end-of-work.ts";
import { ContractWatch } from "../contract/watch.ts";
import { stopped } from "../../../shared/exit-cause.ts";
import type { ConfiguredAgent, EndProof, ProcessEnd, Supervised } from "../ports.ts";
import { type FirstOf, firstOf, runStep, stepFailure } from "../steps.ts";
import type { Verdict } from "../verdict.ts";
import { workingDeadline } from "../working-time.ts";
import { StuckWatch } from "../stuck-watch.ts";
import { stuckVerdict, verdictOf } from "./outcome.ts";
import { readBrief } from "./brief.ts";
import { type Assignment, startAgent } from "./start-agent.ts";

/** How long an agent may take to end its turn after it was asked to. */
const interruptGraceMs = 5_000;
/** Checkpoints while the agent works are taken at most this often. */
const checkpointIntervalMs = 3_000;
/** After what the agent did last: if it ends by then, the checkpoint at the end of work is the same. */
const checkpointDelayMs = 200;

/** The agent works. Whatever comes of it, its processes are gone and its files are in a checkpoint afterwards. */
export async function work(context: RunContext): Promise<Verdict | undefined> {
  const { ledger, job } = context;
  const agent = context.agents.find(job.agent);
  if (!agent) {
    const message = `agent ${job.agent} is not configured any more`;
    return { kind: "blocked", class: "agent_missing", message };
  }
  const worktree = await worktreeOf(context);
  if (await takeOverWork(context)) return afterRunHooks(context, worktree.path);
  const used = await usedUpBefore(context);
  if (used) return used;
  const watch = new ContractWatch(context);
  const assignment: Assignment = { phase: "work", brief: () => readBrief(context) };
  const conducted = await conduct(context, agent, worktree.path, { ...assignment, watch });
  // Once a hook has begun, what it changed would be taken for the agent's work.
  if (ledger.run.progress.steps[hookProcess(0)] === undefined) {
    const checkpoint = await takeCheckpoint(context, worktree.path, "end of work");
    await rememberWork(context, checkpoint?.commit);
  }
  await keepOutput(context, conducted);
  const cut = (await stoppedByBudget(context, agent, conducted)) ?? cutShort(context, conducted);
  if (cut) return cut;
  const isHalted = conducted.ended === "halted";
  // Only of work that is done: a failed run is tried again, and asks then.
  if (isHalted || conducted.outcome.kind === "completed") {
    if (!isHalted) await verdictOf(context, conducted.outcome);
    const left = await checkContract(context, isHalted);
    if (left) return left;
  }
  return (await afterRunHooks(context, worktree.path)) ?? (await verdictOf(context, conducted.outcome));
}

/** How an agent came to its end. */
export interface Conducted {
  /** `halted`: it left its contract, which its job does not allow it to; `stuck`: it was stopped for getting nowhere. */
  ended: "by itself" | "deadline" | "cancelled" | "halted" | "stuck" | "budget";
  end: ProcessEnd;
  outcome: AgentOutcome;
  output: { stdout: string; stderr: string };
}

/**
 * Starts the run's agent, or takes it over, and leads it to its end: nothing of it is left, and all that it said is
 * recorded. `heard` is told all of it, also what an earlier life of the runner recorded.
 */
export async function conduct(
  context: RunContext,
  agent: ConfiguredAgent,
  worktree: string,
  assignment: Assignment & { watch?: ContractWatch },
  heard?: (event: AgentEvent) => void,
): Promise<Conducted> {
  const { ledger, job } = context;
  const { phase, watch } = assignment;
  const { process, launch } = await startAgent(context, agent, worktree, assignment);
  try {
    const protocol = agent.adapter.protocol(agent.settings, launch);
    const priceOf = await context.settings.loadPrices();
    const session = new AgentSession(context, process, protocol, { worktree, phase, watch, priceOf });
    using watchers = new DisposableStack();
    const takesMessages = takesMessagesAtWork(agent.settings);
    const stuck = watchers.use(new StuckWatch(context, session, process, { worktree, phase, takesMessages, watch }));
    session.onHeard = (event) => {
      stuck.hear(event);
      heard?.(event);
    };
    await watch?.begin();
    if (watch) watchers.use(checkpointWhileWorking(context, { session, path: worktree, watch }));
    const { ended, proof } = await supervise(context, session, process, { stuck, halted: watch?.halted });
    const end = await process.wait();
    const exitCause = exitCauseOf(end, ended !== "by itself" || session.isStopping);
    const outcome = await session.finish();
    checkDetached(context);
    // Repeated after a kill, the proof was told before.
    if (ledger.run.exitCause === null) {
      await recordTime(ledger, process, { exitCause }, [
        { type: "processes.ended", data: { what: job.agent, ...proof } },
      ]);
    }
    return { ended, end, outcome, output: process.outputFiles() };
  } finally {
    process.close();
  }
}

/** Whether it hears what is said to it before its turn is over. */
function takesMessagesAtWork({ adapter, protocol }: AgentSettings): boolean {
  return adapter !== "command" && protocol !== "exec";
}

/** How it ended when it was told to says nothing of the agent, unless it ended well. */
function exitCauseOf(end: ProcessEnd, isStopping: boolean): string {
  if (end.kind === "vanished") return "vanished";
  if (isStopping && end.code !== 0) return stopped;
  return end.signal === null ? `exit ${end.code}` : `signal ${end.signal}`;
}

export async function keepOutput(context: RunContext, { output }: Conducted): Promise<void> {
  await addArtifacts(context, [
    { path: output.stdout, kind: "agent_stdout", name: "agent.out" },
    { path: output.stderr, kind: "agent_stderr", name: "agent.err" },
  ]);
}

/** What the run came to when the agent did not end by itself. */
export function cutShort({ job, ledger }: RunContext, { ended, end, outcome }: Conducted): Verdict | undefined {
  if (ended === "cancelled") return { kind: "cancelled" };
  const { stuck } = ledger.run.progress;
  // In a next life of the runner it seems to have ended by itself, unless it was done before it could be stopped.
  if (stuck !== null && (ended === "stuck" || outcome.kind !== "completed")) return stuckVerdict(stuck);
  if (ended === "deadline")
    return { kind: "timed_out", message: `the agent ran longer than ${job.timeoutMs / 60_000} minutes` };
  return end.kind === "vanished" ? { kind: "lost", message: "the agent's processes vanished" } : undefined;
}

/** Until the agent has ended, by itself or made to, and nothing of it is left; `proof` says what that took. */
async function supervise(
  context: RunContext,
  session: AgentSession,
  process: Supervised,
  { stuck, halted = new AbortController().signal }: { stuck: StuckWatch; halted: AbortSignal | undefined },
): Promise<{ ended: Conducted["ended"]; proof: EndProof }> {
  const { ledger, settings } = context;
  using watchers = new DisposableStack();
  const attending = watchers.use(attendToDecisions(context, session, stuck));
  // The output ends with the process set, and what an ended agent left behind would keep it open: end that too.
  const emptied = process.wait().then(() => process.stop({ graceMs: settings.stopGraceMs }));
  const ended = Promise.all([emptied, session.follow()]).then(([proof]) => proof);
  const following = Promise.race([ended, attending.failed]);
  // Its failure is seen below; without a handler here a rejection during a wait would end the runner.
  following.catch(() => undefined);
  watchers.use(watchTime(context, session));
  const stopping = AbortSignal.any([context.cancelled, halted, stuck.stopped, session.usedUp]);
  const first = await withinTime({ ...context, cancelled: stopping }, following);
  if (first.kind === "done") return { ended: "by itself", proof: first.value };
  if (first.kind === "detached") throw new Detached();
  if (await session.interrupt()) {
    await firstOf(
      { ...context, cancelled: new AbortController().signal },
      process.wait(),
      ledger.now() + interruptGraceMs,
    );
  }
  await process.stop({ graceMs: settings.stopGraceMs });
  const proof = await following;
  if (first.kind === "deadline") return { ended: "deadline", proof };
  if (context.cancelled.aborted) return { ended: "cancelled", proof };
  if (halted.aborted) return { ended: "halted", proof };
  return { ended: session.usedUp.aborted ? "budget" : "stuck", proof };
}

/** Waits for `awaited`, but not beyond the job's time, in which a person's answer being awaited does not count. */
async function withinTime<Value>(context: RunContext, awaited: Promise<Value>): Promise<FirstOf<Value>> {
  const { ledger, job } = context;
  const startedAt = ledger.run.progress.agentStartedAt ?? ledger.now();
  const deadline = async () => {
    const questions = await ledger.core.store.read.approvals.forJob(job.id);
    return workingDeadline(questions, { startedAt, timeoutMs: job.timeoutMs, now: ledger.now() });
  };
  for (;;) {
    const first = await firstOf(context, awaited, (await deadline()).lookAt);
    // Questions may have come and gone since the wait began.
    if (first.kind !== "deadline" || (await deadline()).at <= ledger.now()) return first;
  }
}

function checkpointWhileWorking(
  context: RunContext,
  { session, path, watch }: { session: AgentSession; path: string; watch: ContractWatch },
): Disposable {
  let running = false;
  let isWanted = false;
  let isOver = false;
  let last = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;
  const take = () => {
    running = true;
    isWanted = false;
    takeCheckpoint(context, path, "while working")
      .then((checkpoint) => checkpoint && watch.look(checkpoint.commit))
      // The one at the end of work is the one that counts; a worktree that is being written may not be readable.
      .catch(() => undefined)
      .finally(() => {
        running = false;
        last = performance.now();
        if (isWanted) takeInTime();
      });
  };
  // What came too soon after the last one is not left to the next step: the agent may be silent for long.
  const takeInTime = () => {
    if (isOver || later) return;
    const pause = Math.max(last + checkpointIntervalMs - performance.now(), checkpointDelayMs);
    later = setTimeout(() => {
      later = undefined;
      take();
    }, pause);
  };
  session.onProgress = (events: readonly AgentEvent[]) => {
    if (!events.some((event) => event.kind === "tool_result" || event.kind === "usage")) return;
    if (running) isWanted = true;
    else takeInTime();
  };
  return {
    [Symbol.dispose]: () => {
      isOver = true;
      clearTimeout(later);
      session.onProgress = () => undefined;
    },
  };
}

/**
 * Lets the session look at approvals and messages whenever the log shows one of this thread's. `failed` rejects when that
 * does not work: an agent that never hears the answer would wait for it until its time is up.
 */
function attendToDecisions(
  context: RunContext,
  session: AgentSession,
  stuck: StuckWatch,
): Disposable & { failed: Promise<never> } {
  const { run, core } = context.ledger;
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const attend = () => {
    session.attend().catch(reject);
    stuck.attend().catch(reject);
  };
  const subscription = core.store.onCommit((events) => {
    const concerns = events.some(
      (event) =>
        event.threadId === run.threadId && (event.type === "approval.decided" || event.type === "message.received"),
    );
    if (concerns) setImmediate(attend);
  });
  setImmediate(attend);
  return { failed, [Symbol.dispose]: () => subscription[Symbol.dispose]() };
}

async function rememberWork(context: RunContext, checkpoint: string | undefined): Promise<void> {
  const { ledger } = context;
  const { run, core } = ledger;
  const latest = checkpoint ?? (await core.store.read.checkpoints.forRun(run.id)).at(-1)?.commit ?? run.continuedFrom;
  await ledger.record(({ progress }) => ({ progress: { ...progress, workCheckpoint: latest } }), []);
}

function hookProcess(index: number): string {
  return `after-run-${index + 1}`;
}

async function afterRunHooks(context: RunContext, cwd: string): Promise<Verdict | undefined> {
  for (const [index, command] of context.projectSettings.hooks.afterRun.entries()) {
    const name = command.text.slice(0, 100);
    const result = await runStep(context, { kind: "hook", process: hookProcess(index), name, command, cwd });
    if (context.cancelled.aborted) return { kind: "cancelled" };
    if (result.exitCode !== 0) {
      const message = stepFailure(name, result);
      return { kind: "failed", class: "hook_failed", message, retryable: true, remediation: null };
    }
  }
  return undefined;
}
