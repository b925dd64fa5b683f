import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SpoolError } from "../../../shared/errors.ts";
import { firstLine } from "../../../shared/text.ts";
import type { AgentEvent, AgentLaunch, AgentOutcome } from "../../agents/port.ts";
import { AgentSession } from "../agent-session.ts";
import { addArtifacts, worktreeOf } from "../artifacts.ts";
import { takeCheckpoint } from "../checkpoints.ts";
import { checkDetached, Detached, type RunContext } from "../context.ts";
import type { ConfiguredAgent, Supervised } from "../ports.ts";
import { firstOf, runStep, stepFailure } from "../steps.ts";
import type { Verdict } from "../verdict.ts";
import { readBrief } from "./brief.ts";

/** How long an agent may take to end its turn after it was asked to. */
const interruptGraceMs = 5_000;
/** Checkpoints while the agent works are taken at most this often. */
const checkpointIntervalMs = 3_000;

/** The agent works. Whatever comes of it, its processes are gone and its files are in a checkpoint afterwards. */
export async function work(context: RunContext): Promise<Verdict | undefined> {
  const { ledger, job } = context;
  const agent = context.agents.find(job.agent);
  if (!agent) {
    const message = `agent ${job.agent} is not configured any more`;
    return { kind: "blocked", class: "agent_missing", message };
  }
  const worktree = await worktreeOf(context);
  const { process, launch } = await start(context, agent, worktree.path);
  try {
    const session = new AgentSession(context, process, agent.adapter.protocol(agent.settings, launch));
    const ended = await supervise(context, session, process, worktree.path);
    const proof = await process.stop({ graceMs: context.settings.stopGraceMs });
    const end = await process.wait();
    const exitCause =
      end.kind === "vanished" ? "vanished" : end.signal === null ? `exit ${end.code}` : `signal ${end.signal}`;
    const outcome = await session.finish();
    checkDetached(context);
    await ledger.record({ exitCause }, [{ type: "processes.ended", data: { what: job.agent, ...proof } }]);
    const checkpoint = await takeCheckpoint(context, worktree.path, "end of work");
    await rememberWork(context, checkpoint?.commit);
    const files = process.outputFiles();
    await addArtifacts(context, [
      { path: files.stdout, kind: "agent_stdout", name: "agent.out" },
      { path: files.stderr, kind: "agent_stderr", name: "agent.err" },
    ]);
    if (ended === "cancelled") return { kind: "cancelled" };
    if (ended === "deadline")
      return { kind: "timed_out", message: `the agent ran longer than ${job.timeoutMs / 60_000} minutes` };
    if (end.kind === "vanished") return { kind: "lost", message: "the agent's processes vanished" };
    return (await afterRunHooks(context, worktree.path)) ?? verdictOf(context, outcome);
  } finally {
    process.close();
  }
}

async function start(
  context: RunContext,
  agent: ConfiguredAgent,
  cwd: string,
): Promise<{ process: Supervised; launch: AgentLaunch }> {
  const { ledger, job, settings, project, processes } = context;
  const { run } = ledger;
  const directory = join(context.directory, "processes", "agent");
  const stateDirectory = join(context.directory, "agent-state");
  const brief = await readBrief(context);
  const resumeSessionId = await earlierSession(context);
  const launch: AgentLaunch = {
    runId: run.id,
    cwd,
    stateDirectory,
    ...brief,
    ...((job.model ?? agent.settings.model) && { model: job.model ?? agent.settings.model }),
    ...(resumeSessionId && { resumeSessionId }),
    newSessionId: uuidOf(run.id),
    writeMode: job.writeMode,
    permissions: job.permissions,
    ...(job.maxTurns !== null && { maxTurns: job.maxTurns }),
    ...(job.maxCostUsd !== null && { maxCostUsd: job.maxCostUsd }),
  };
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const command = agent.adapter.command(agent.settings, launch);
  for (const file of command.files) await writeFile(file.path, file.content, { mode: 0o600 });
  const sandbox = await processes.sandboxLevel(agent.sandbox);
  if (run.progress.agentStartedAt === null) {
    const agentStartedAt = ledger.now();
    await ledger.record({ sandbox, progress: { ...run.progress, agentStartedAt } }, [
      { type: "agent.started", data: { sandbox, resumed: resumeSessionId !== undefined } },
    ]);
  }
  const process = await processes.launch({
    directory,
    mark: `${run.id}.agent`,
    argv: command.argv,
    cwd,
    environment: {
      ...settings.environment(agent.adapter.inheritedEnvironment),
      ...agent.settings.environment,
      ...command.environment,
      SPOOL_PROJECT: project.name,
      SPOOL_THREAD_ID: job.threadId,
      SPOOL_JOB_ID: job.id,
      SPOOL_RUN_ID: run.id,
      SPOOL_ATTEMPT: String(run.attempt),
    },
    stdin: command.stdin,
    sandbox: { mode: agent.sandbox, writable: [cwd, stateDirectory], readOnly: [] },
  });
  return { process, launch };
}

/**
 * The vendor session to go on with: a retry goes on in its job's, a `continue` job in its thread's. A session that the
 * vendor no longer knows is not tried again.
 */
async function earlierSession(context: RunContext): Promise<string | undefined> {
  const { ledger, job } = context;
  const { run, core } = ledger;
  const { read } = core.store;
  const jobs = job.type === "continue" ? await read.jobs.forThread(job.threadId) : [job];
  for (const { id } of jobs.toReversed()) {
    const runs = (await read.runs.forJob(id)).filter((other) => other.id !== run.id && other.agent === run.agent);
    if (runs.at(-1)?.failureClass === "agent.session_missing") return undefined;
    const earlier = runs.findLast((other) => other.sessionId !== null);
    if (earlier?.sessionId) return earlier.sessionId;
  }
  return undefined;
}

/** A session id must be the same when the launch is repeated after a kill, so it is made from the run's id. */
function uuidOf(runId: string): string {
  const hex = Buffer.from(runId.padEnd(32, "0")).toString("hex").slice(-32);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

async function supervise(
  context: RunContext,
  session: AgentSession,
  process: Supervised,
  worktreePath: string,
): Promise<"ended" | "deadline" | "cancelled"> {
  const { ledger, job, settings } = context;
  const deadline = (ledger.run.progress.agentStartedAt ?? ledger.now()) + job.timeoutMs;
  using watchers = new DisposableStack();
  watchers.use(watchStall(context, session));
  watchers.use(checkpointWhileWorking(context, session, worktreePath));
  watchers.use(attendToDecisions(context, session));
  const following = session.follow();
  // Its failure is seen below; without a handler here a rejection during a wait would end the runner.
  following.catch(() => undefined);
  const first = await firstOf(context, following, deadline);
  if (first.kind === "done") return "ended";
  if (first.kind === "detached") throw new Detached();
  if (await session.interrupt()) {
    await firstOf(
      { ...context, cancelled: new AbortController().signal },
      process.wait(),
      ledger.now() + interruptGraceMs,
    );
  }
  await process.stop({ graceMs: settings.stopGraceMs });
  await following;
  return first.kind;
}

/** Silence is shown, with how long it lasts; nobody is killed for it. */
function watchStall(context: RunContext, session: AgentSession): Disposable {
  const { ledger, job } = context;
  let told = 0;
  const timer = setInterval(
    () => {
      const silentMs = ledger.now() - session.lastOutputAt;
      if (silentMs < job.stallMs * (told + 1)) {
        if (silentMs < job.stallMs) told = 0;
        return;
      }
      told += 1;
      ledger.record({}, [{ type: "agent.stalled", data: { silentMs } }]).catch(() => undefined);
    },
    Math.min(job.stallMs, 15_000),
  );
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function checkpointWhileWorking(context: RunContext, session: AgentSession, path: string): Disposable {
  let running = false;
  let last = 0;
  session.onProgress = (events: readonly AgentEvent[]) => {
    if (running || !events.some((event) => event.kind === "tool_result" || event.kind === "usage")) return;
    if (context.ledger.now() - last < checkpointIntervalMs) return;
    running = true;
    takeCheckpoint(context, path, "while working")
      .catch((error: unknown) => {
        // The one at the end of work is the one that counts; a worktree that is being written may not be readable.
        if (!SpoolError.is(error, "git_failed")) throw error;
      })
      .catch(() => undefined)
      .finally(() => {
        running = false;
        last = context.ledger.now();
      });
  };
  return {
    [Symbol.dispose]: () => {
      session.onProgress = () => undefined;
    },
  };
}

/** Lets the session look at approvals and messages whenever the log shows one of this thread's. */
function attendToDecisions(context: RunContext, session: AgentSession): Disposable {
  const { run, core } = context.ledger;
  const attend = () => {
    // A failure here is the run's own (lost lease, shutdown) and ends the reading loop too.
    session.attend().catch(() => undefined);
  };
  const subscription = core.store.onCommit((events) => {
    const concerns = events.some(
      (event) =>
        event.threadId === run.threadId && (event.type === "approval.decided" || event.type === "message.received"),
    );
    if (concerns) setImmediate(attend);
  });
  setImmediate(attend);
  return subscription;
}

async function rememberWork(context: RunContext, checkpoint: string | undefined): Promise<void> {
  const { ledger } = context;
  const latest = checkpoint ?? (await ledger.core.store.read.checkpoints.forRun(ledger.run.id)).at(-1)?.commit;
  await ledger.record({ progress: { ...ledger.run.progress, workCheckpoint: latest ?? null } }, []);
}

async function afterRunHooks(context: RunContext, cwd: string): Promise<Verdict | undefined> {
  for (const [index, command] of context.projectSettings.hooks.afterRun.entries()) {
    const name = command.text.slice(0, 100);
    const result = await runStep(context, { kind: "hook", process: `after-run-${index + 1}`, name, command, cwd });
    if (context.cancelled.aborted) return { kind: "cancelled" };
    if (result.exitCode !== 0) {
      const message = stepFailure(name, result);
      return { kind: "failed", class: "hook_failed", message, retryable: true, remediation: null };
    }
  }
  return undefined;
}

async function verdictOf(context: RunContext, outcome: AgentOutcome): Promise<Verdict | undefined> {
  switch (outcome.kind) {
    case "completed":
      await context.ledger.record({ summary: outcome.summary?.slice(0, 20_000) ?? null }, []);
      return undefined;
    case "interrupted":
      return {
        kind: "failed",
        class: "agent.interrupted",
        message: "the agent was interrupted",
        retryable: true,
        remediation: null,
      };
    case "failed":
      return failureVerdict(outcome);
  }
}

function failureVerdict(outcome: Extract<AgentOutcome, { kind: "failed" }>): Verdict {
  const { failure, limit } = outcome;
  const message = firstLine(outcome.message, 400);
  const base = { class: `agent.${failure}`, message };
  switch (failure) {
    case "auth":
      return { kind: "blocked", ...base };
    case "rate_limit":
    case "quota":
    case "overloaded":
      return { kind: "limited", ...base, resetAt: limit?.resetAt ?? null };
    case "refusal":
    case "bad_request":
    case "cost_limit":
      return { kind: "failed", ...base, retryable: false, remediation: null };
    case "network":
    case "context_overflow":
    case "turn_limit":
    case "session_missing":
    case "crash":
      return { kind: "failed", ...base, retryable: true, remediation: null };
  }
}
