import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { connect, type SpoolClient } from "../../runner/client/client.ts";
import { discoverRunner } from "../../runner/client/discovery.ts";
import type { SpoolConfig } from "../../runner/config/config.ts";
import { parseConfig } from "../../runner/config/load.ts";
import type { Clock } from "../../runner/core/core.ts";
import type { Pace } from "../../runner/engine/pace.ts";
import { type Runner, startRunner } from "../../runner/main.ts";
import { createLogger } from "../../runner/observe/log.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import { endRunProcesses } from "./processes.ts";
import { makeRepository } from "./git-repository.ts";

const scriptedAgent = join(import.meta.dirname, "../../dist/runner/scripted-agent.js");

export interface TestBed extends AsyncDisposable {
  directory: string;
  repository: string;
  runner: Runner;
  config: SpoolConfig;
  client: SpoolClient;
  /** Stops the runner, does what is given while there is none, and starts another on the same data. */
  restart(between?: () => Promise<void>): Promise<void>;
  /** The first event that fits, from the beginning of the log; fails after 20 s. */
  event(fits: (event: TimelineEvent) => boolean): Promise<TimelineEvent>;
  /** Waits until the job has ended or is blocked; returns its status. */
  settled(jobId: string): Promise<string>;
  events(scope?: { threadId?: string; runId?: string }): Promise<TimelineEvent[]>;
}

export interface TestBedOptions {
  files?: Record<string, string>;
  project?: object;
  prices?: object;
  /** Besides the one project; repositories of theirs are to be made in `before`. */
  moreProjects?: (directory: string) => object[];
  runtime?: object;
  agents?: object;
  /** Where it listens; a port of its own by default, which another start of it does not have again. */
  listen?: string;
  /** Where its directory is made; the temporary directory by default. */
  parent?: string;
  /** What references of the configuration (`$NAME`) are read from. */
  environment?: Record<string, string>;
  /** Done to the repository before the runner sees it. */
  before?: (repository: string) => Promise<void>;
  /** Set in this process, where the runner inherits from, while the bed is there. */
  inherited?: (directory: string) => Record<string, string>;
  /** What the runner takes for the time; the system's by default. */
  clock?: Clock;
  /** How time goes by for who looks after agents; the system's by default. */
  pace?: Pace;
  /** Takes every line that the runner logs, at the finest level. */
  onLog?: (line: string) => void;
}

/**
 * A real runner in this process, on a fresh data directory and a fresh repository, with the scripted agent as `script`
 * (scenario in the instruction) and `acp` (the same, asking for permission).
 */
export async function startTestBed(options: TestBedOptions = {}): Promise<TestBed> {
  const directory = await mkdtemp(join(options.parent ?? tmpdir(), "spool-test-"));
  const repository = join(directory, "repository");
  await makeRepository(repository, options.files ?? { "README.md": "hello\n" });
  await options.before?.(repository);
  const inherited = options.inherited?.(directory) ?? {};
  Object.assign(process.env, inherited);
  const text = stringify({
    runtime: {
      data_dir: join(directory, "data"),
      retry_base_seconds: 0.05,
      stop_grace_seconds: 1,
      sandbox: "auto",
      ...options.runtime,
    },
    server: { listen: options.listen ?? "127.0.0.1:0" },
    agents: {
      script: { adapter: "command", command: [process.execPath, scriptedAgent] },
      acp: {
        adapter: "acp",
        command: [process.execPath, scriptedAgent, "--acp", "--state", join(directory, "acp-state")],
      },
      ...options.agents,
    },
    ...(options.prices && { prices: options.prices }),
    projects: [
      {
        name: "demo",
        repo: repository,
        worktrees: { pool: 0 },
        job_types: {
          implement: { agent: "script", publish: "patch", retry_limit: 2, verify: [] },
          continue: { agent: "script", publish: "patch", retry_limit: 2, verify: [] },
          review: { agent: "script", publish: "none", write_mode: "read_only" },
        },
        ...options.project,
      },
      ...(options.moreProjects?.(directory) ?? []),
    ],
  });
  const parsed = parseConfig(text, join(directory, "spool.yml"), { HOME: homedir(), ...options.environment });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { config } = parsed;
  const { onLog } = options;
  const logger = createLogger(
    onLog ? { level: "trace", destination: { write: onLog } } : { level: process.env["SPOOL_TEST_LOG"] ?? "silent" },
  );
  let runner = await startRunner(config, logger, options);
  let client = await localClient();

  async function localClient(): Promise<SpoolClient> {
    const { url, token } = await discoverRunner(config.runtime.dataDirectory);
    return connect({ url, token });
  }

  const restings = new Set(["succeeded", "failed", "blocked", "cancelled"]);
  async function event(fits: (event: TimelineEvent) => boolean): Promise<TimelineEvent> {
    const timeout = AbortSignal.timeout(20_000);
    for await (const item of client.followEvents({}, { after: 0, signal: timeout })) {
      if (item.type !== "reset" && fits(item)) return item;
    }
    throw new Error("the event did not come within 20 s");
  }

  return {
    directory,
    repository,
    config,
    event,
    async settled(jobId) {
      const settling = (seen: TimelineEvent) =>
        seen.type === "job.status" && seen.jobId === jobId && restings.has(seen.data.to);
      const found = await event(settling);
      return found.type === "job.status" ? found.data.to : "";
    },
    get runner() {
      return runner;
    },
    get client() {
      return client;
    },
    async restart(between) {
      await client.close();
      await runner.stop();
      try {
        await between?.();
      } finally {
        runner = await startRunner(config, logger, options);
        client = await localClient();
      }
    },
    async events(scope = {}) {
      return (await client.api.events.list.query({ ...scope, after: 0, limit: 1000 })).events;
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await runner.stop();
      await endRunProcesses(join(config.runtime.dataDirectory, "runs"));
      for (const name of Object.keys(inherited)) delete process.env[name];
      await rm(directory, { recursive: true, force: true });
    },
  };
}
