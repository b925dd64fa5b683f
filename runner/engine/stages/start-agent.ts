import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentLaunch } from "../../agents/port.ts";
import type { RunContext } from "../context.ts";
import type { ConfiguredAgent, Supervised } from "../ports.ts";
import { readBrief } from "./brief.ts";

/** Starts the run's agent, or attaches to it when an earlier life of the runner started it. */
export async function startAgent(
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
  const git = await context.workspaces.gitDirectories(context.projectSettings.source);
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
    sandbox: {
      mode: agent.sandbox,
      confine: "files",
      writable: [cwd, stateDirectory, ...git.writable],
      readOnly: git.readOnly,
    },
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
