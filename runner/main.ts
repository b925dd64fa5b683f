import { randomUUID } from "node:crypto";
import type { NewEvent } from "../shared/events/catalogue.ts";
import { startApiServer } from "./api/server.ts";
import type { SpoolConfig } from "./config/config.ts";
import { projectRecord } from "./config/project-record.ts";
import { repositoryProblems } from "./config/repository-problems.ts";
import { syncLanes } from "./core/account-lanes.ts";
import { syncProjects } from "./core/commands/projects.ts";
import type { Clock, Core } from "./core/core.ts";
import { GitWorkspaces } from "./daemon/bind-workspaces.ts";
import { SupervisedProcesses } from "./daemon/bind-processes.ts";
import { monotonicIds, systemClock } from "./daemon/ids.ts";
import { localAccess } from "./daemon/local-access.ts";
import { lockDataDirectory } from "./daemon/lock.ts";
import { dataPaths, prepareDirectories, runnerIdentity } from "./daemon/paths.ts";
import { RunLogs } from "./daemon/run-logs.ts";
import { RunSnapshots } from "./daemon/run-snapshots.ts";
import { Services } from "./daemon/services.ts";
import { Settings } from "./daemon/settings.ts";
import { spoolVersion as version } from "./version.ts";
import { Engine } from "./engine/engine.ts";
import { type Pace, steadyPace } from "./engine/pace.ts";
import type { Logger } from "./observe/log.ts";
import { Metrics } from "./observe/metrics.ts";
import { openSqliteStore } from "./store/sqlite/store.ts";

export interface Runner {
  /** `http://host:port` */
  address: string;
  /** For whoever lives in the same process; everyone else comes through the API. */
  core: Core;
  /** Runs that an earlier life had left and this one took over. */
  recovered: number;
  /** Takes in a changed configuration; what runs goes on as it began. */
  reload(config: SpoolConfig): Promise<void>;
  /** Stops claiming, tells clients to come back, leaves agents running. */
  stop(): Promise<void>;
}

/** What the runner takes for the time; tests have their own. */
export interface Time {
  clock?: Clock;
  pace?: Pace;
}

/** Builds the whole runner and starts it. Every part gets what it needs here and finds nothing by itself. */
export async function startRunner(config: SpoolConfig, logger: Logger, time: Time = {}): Promise<Runner> {
  const { clock = systemClock, pace = steadyPace } = time;
  const { runtime, server } = config;
  await using stack = new AsyncDisposableStack();
  const paths = dataPaths(runtime.dataDirectory, { worktrees: runtime.worktreeRoot, artifacts: runtime.artifactRoot });
  prepareDirectories(paths);
  stack.use(lockDataDirectory(paths.lock));
  const store = await openSqliteStore(paths.root, {
    onCorrupt: (err) => logger.error({ err }, "a stored row is damaged"),
  });
  stack.defer(() => store.close());
  const settings = new Settings(config, runnerIdentity(paths), paths);
  const core: Core = {
    store,
    clock,
    ids: monotonicIds(clock, await store.read.newestIds()),
    random: Math.random,
    limits: () => settings.limits(),
  };
  await syncProjects(core, config.projects.map(projectRecord));
  await syncLanes(core);
  const workspaces = stack.use(new GitWorkspaces(paths));
  const { openFiles, processes: processCount, cpuTimeMs, addressSpaceBytes } = runtime.limits;
  const processes = new SupervisedProcesses({
    hidden: [paths.root, paths.worktrees, paths.artifacts],
    limits: {
      ...(openFiles !== null && { openFiles }),
      ...(processCount !== null && { processes: processCount }),
      ...(cpuTimeMs !== null && { cpuSeconds: Math.ceil(cpuTimeMs / 1000) }),
      ...(addressSpaceBytes !== null && { addressSpace: addressSpaceBytes }),
    },
  });
  const observer = { problem: (what: string, err: unknown) => logger.error({ err }, `${what} failed`) };
  const engine = new Engine(core, { processes, workspaces, agents: settings, settings, pace }, observer);
  const metrics = stack.use(new Metrics(store));
  const sandbox = await processes.sandboxLevel(runtime.sandbox);
  const facts = {
    version,
    instance: randomUUID(),
    startedAt: core.clock.now(),
    dataDirectory: paths.root,
    address: "",
    sandbox,
    problems: sandbox === "none" ? ["agents are not confined: install bubblewrap"] : [],
  };
  const snapshots = stack.use(new RunSnapshots({ core, project: (id) => settings.project(id), workspaces }));
  const services = new Services({
    snapshots,
    core,
    settings,
    workspaces,
    housekeeping: engine.housekeeping,
    logs: new RunLogs(paths.runs),
    metrics,
    facts: () => ({
      ...facts,
      problems: [...facts.problems, ...engine.housekeeping.problems(), ...missingRepositories(settings.config)],
    }),
  });
  let ready = false;
  const api = await startApiServer({
    core,
    services,
    listen: server.listen,
    ...(server.tls && { tls: { cert: server.tls.certificateFile, key: server.tls.keyFile } }),
    allowedHosts: server.allowedHosts,
    logger,
    ready: () => ready,
  });
  facts.address = server.publicUrl ?? api.address;
  stack.defer(() => api.close({ graceMs: 2_000 }));
  const recovered = await engine.start();
  stack.defer(async () => {
    const runningJobs = await engine.stop();
    await append(core, { type: "runner.stopped", data: { runningJobs } });
    logger.info({ runningJobs }, "runner stopped; agents at work go on and are taken over by the next start");
  });
  await append(core, { type: "runner.started", data: { version, recoveredRuns: recovered } });
  stack.use(await localAccess(core, paths, { url: reachableHere(api.address), instance: facts.instance }));
  ready = true;
  for (const problem of missingRepositories(config)) logger.warn(problem);
  logger.info({ address: api.address, recovered, sandbox, version }, "runner started");
  const parts = stack.move();
  return {
    address: api.address,
    core,
    recovered,
    async reload(next) {
      const fixed = needRestart(config, next);
      if (fixed.length > 0)
        logger.warn({ keys: fixed }, "changed in the configuration, but only a restart takes it in");
      for (const problem of missingRepositories(next)) logger.warn(problem);
      settings.replace(next);
      await syncProjects(core, next.projects.map(projectRecord));
      await syncLanes(core);
      await engine.recover();
      engine.wake();
    },
    async stop() {
      ready = false;
      await parts.disposeAsync();
    },
  };
}

function missingRepositories(config: SpoolConfig): string[] {
  return repositoryProblems(config.projects).map(({ project, problem }) => `project ${project}: ${problem}`);
}

/** A wildcard is where one listens, not where one connects to. */
function reachableHere(address: string): string {
  return address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}

/** What the runner was built on: a change of these needs another one. */
function needRestart(before: SpoolConfig, after: SpoolConfig): string[] {
  const built = ({ runtime, server }: SpoolConfig): Record<string, unknown> => ({
    "runtime.data_dir": runtime.dataDirectory,
    "runtime.worktree_root": runtime.worktreeRoot,
    "runtime.artifact_root": runtime.artifactRoot,
    "runtime.limits": runtime.limits,
    server,
  });
  const old = built(before);
  return Object.entries(built(after)).flatMap(([key, value]) =>
    JSON.stringify(old[key]) === JSON.stringify(value) ? [] : [key],
  );
}

async function append(core: Core, event: NewEvent): Promise<void> {
  await core.store.write(async (transaction) => {
    await transaction.events.append([event], core.clock.now());
  });
}
