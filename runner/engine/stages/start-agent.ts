import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Run, Tokens } from "../../../shared/model/run.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { apiKeyVariables } from "../../agents/api-keys.ts";
import type { AgentLaunch } from "../../agents/port.ts";
import { findProgram } from "../../find-program.ts";
import { allowance } from "../budget/ask.ts";
import type { RunContext } from "../context.ts";
import { gitIdentity } from "../git-identity.ts";
import type { ConfiguredAgent, Supervised } from "../ports.ts";
import type { Brief } from "./brief.ts";

/** What an agent is started for. */
export interface Assignment {
  phase: AgentLaunch["phase"];
  /** What it is told; `isResumed`: it goes on in a session that it knows from an earlier run. */
  brief: (isResumed: boolean) => Promise<Brief>;
}

/** Starts the run's agent, or attaches to it when an earlier life of the runner started it. */
export async function startAgent(
  context: RunContext,
  agent: ConfiguredAgent,
  cwd: string,
  { phase, brief }: Assignment,
): Promise<{ process: Supervised; launch: AgentLaunch }> {
  const { ledger, job, settings, project, processes } = context;
  const { run } = ledger;
  const directory = join(context.directory, "processes", "agent");
  const stateDirectory = join(context.directory, "agent-state");
  const earlier = await earlierSession(context);
  // Kept: what a repeated launch is told must be the same, although more is used by then.
  const allowed = run.progress.allowance ?? (await allowance(context));
  const launch: AgentLaunch = {
    runId: run.id,
    cwd,
    stateDirectory,
    ...placed(await brief(earlier !== undefined), earlier === undefined ? undefined : cwd),
    ...((job.model ?? agent.settings.model) && { model: job.model ?? agent.settings.model }),
    ...(earlier && { resumeSessionId: earlier.sessionId, resumedUsage: earlier.usage }),
    newSessionId: uuidOf(run.id),
    phase,
    writeMode: job.writeMode,
    permissions: "ask",
    ...(allowed.turns !== null && { maxTurns: allowed.turns }),
    ...(allowed.usd !== null && { maxCostUsd: allowed.usd }),
  };
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const command = agent.adapter.command(agent.settings, launch);
  // Never once the agent has begun: it may write there, and a link of its making would lead the runner out of the sandbox.
  if (run.progress.agentStartedAt === null) {
    for (const file of command.files) await writeWhole(file.path, file.content);
  }
  const sandbox = await processes.sandboxLevel(agent.sandbox);
  const environment: Record<string, string> = {
    ...settings.environment(agent.adapter.inheritedEnvironment),
    ...agent.settings.environment,
    ...command.environment,
    ...gitIdentity(context.projectSettings.author),
    SPOOL_PROJECT: project.name,
    SPOOL_THREAD_ID: job.threadId,
    SPOOL_JOB_ID: job.id,
    SPOOL_RUN_ID: run.id,
    SPOOL_ATTEMPT: String(run.attempt),
    SPOOL_PHASE: phase,
  };
  if (job.billing === "subscription") {
    for (const name of apiKeyVariables(agent.adapter.id)) delete environment[name];
  }
  if (run.progress.agentStartedAt === null) {
    mustBeInstalled(job.agent, command.argv[0] ?? "", environment["PATH"] ?? "");
    const agentStartedAt = ledger.now();
    await ledger.record(
      ({ progress }) => ({ sandbox, progress: { ...progress, agentStartedAt, allowance: allowed } }),
      [{ type: "agent.started", data: { sandbox, resumed: earlier !== undefined } }],
    );
  }
  const git = await context.workspaces.gitDirectories(context.projectSettings.source, cwd);
  const process = await processes.launch({
    directory,
    mark: `${run.id}.agent`,
    argv: command.argv,
    cwd,
    environment,
    stdin: command.stdin,
    sandbox: {
      mode: agent.sandbox,
      confine: "files",
      ...(phase === "plan"
        ? { writable: [stateDirectory], readOnly: [cwd, ...git.writable, ...git.readOnly] }
        : { writable: [cwd, stateDirectory, ...git.writable], readOnly: git.readOnly }),
      homes: agent.adapter.homes(agent.settings),
    },
  });
  return { process, launch };
}

/** A session that goes on knows the worktree of the run before it, and would look for its files there. */
function placed(brief: Brief, cwd: string | undefined): Brief {
  if (cwd === undefined) return brief;
  const note = `You are in another working tree than before: paths from earlier in this session do not exist any more.
Working directory: ${cwd}`;
  return { ...brief, prompt: `${brief.prompt.trimEnd()}\n\n${note}\n` };
}

/** On disk before the start is recorded, whole, and in the place of whatever a command of the project has put there. */
async function writeWhole(path: string, content: string): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true, recursive: true });
  await writeFile(draft, content, { flag: "wx", mode: 0o600, flush: true });
  await rename(draft, path);
}

/** Else the sandbox would be started in vain, once per attempt, and say so in its own words. */
function mustBeInstalled(agent: string, program: string, path: string): void {
  if (findProgram(program, path) !== undefined) return;
  throw new SpoolError(
    "not_available",
    `agent ${agent} cannot be started: ${program} is not installed for the runner`,
    {
      hint: "install it for the runner's account, on its PATH; spool agent list tells when it is found",
    },
  );
}

/**
 * The vendor session to go on with, and what its runs reported in sum: a retry goes on in its job's, a `continue` job in
 * its thread's. A session that the vendor no longer knows is not tried again.
 */
async function earlierSession(
  context: RunContext,
): Promise<{ sessionId: string; usage: NonNullable<AgentLaunch["resumedUsage"]> } | undefined> {
  const { ledger, job } = context;
  const { run, core } = ledger;
  const { read } = core.store;
  const jobs = job.type === "continue" ? await read.jobs.forThread(job.threadId) : [job];
  const before: Run[][] = [];
  for (const { id } of jobs) {
    // Only what had ended when this run was made: a repeated launch must come to the same session, although a parallel
    // job of the thread may have ended in between.
    const ended = (other: Run) => other.finishedAt !== null && other.finishedAt <= run.createdAt;
    before.push((await read.runs.forJob(id)).filter((other) => other.agent === run.agent && ended(other)));
  }
  for (const runs of before.toReversed()) {
    if (runs.at(-1)?.failureClass === "agent.session_missing") return undefined;
    const sessionId = runs.findLast((other) => other.sessionId !== null)?.sessionId;
    if (!sessionId) continue;
    const usage = usageOf(before.flat().filter((other) => other.sessionId === sessionId));
    return { sessionId, usage };
  }
  return undefined;
}

function usageOf(runs: readonly Run[]): { tokens: Tokens; costUsd: number } {
  const usage = { tokens: { input: 0, cachedInput: 0, output: 0 }, costUsd: 0 };
  for (const { tokens, costUsd } of runs) {
    usage.tokens.input += tokens.input;
    usage.tokens.cachedInput += tokens.cachedInput;
    usage.tokens.output += tokens.output;
    usage.costUsd += costUsd ?? 0;
  }
  return usage;
}

/** A session id must be the same when the launch is repeated after a kill, so it is made from the run's id. */
function uuidOf(runId: string): string {
  const hex = Buffer.from(runId.padEnd(32, "0")).toString("hex").slice(-32);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
