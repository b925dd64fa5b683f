import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { connect, type SpoolClient } from "../../runner/client/client.ts";
import { git, makeRepository } from "../builders/git-repository.ts";
import { dailyProject, dailyTurns } from "./behaviours-budgets.ts";
import type { Halt } from "./halt.ts";
import { until } from "./until.ts";

const dist = join(import.meta.dirname, "../../dist/runner");

const repositoryFiles = {
  "README.md": "hello\n",
  ".gitignore": ".setup\n",
  "check.sh":
    "#!/bin/sh\nsleep 0.15\n[ ! -e answer.txt ] || grep -q good answer.txt || { echo expected good; exit 3; }\n",
  "setup.sh": "#!/bin/sh\nsleep 0.1\necho set up >> .setup\n",
  "chatty.sh":
    '#!/bin/sh\ncat > /dev/null\necho "$SPOOL_RUN_ID" >> "$1"\nfor part in $(seq 0 49); do seq $((part * 100 + 1)) $((part * 100 + 100)) | sed "s/^/line /"; sleep 0.04; done\n',
};

export interface Ground extends AsyncDisposable {
  /** Plans the deaths of the runner, if it was made to be halted: one after the other, each in a life of its own. */
  halt(plan: readonly Halt[]): Promise<void>;
  directory: string;
  data: string;
  /** Bare repository that is the project's remote. */
  remote: string;
  /** Written by agents at their start, outside of worktrees: one line per start, the run's id. */
  starts: string;
  log: string;
  /** Starts `spool serve`; does not wait until it answers. */
  start(): ChildProcess;
  kill(): Promise<void>;
  /** SIGTERM; resolves to the exit code, or the signal that it died of. */
  stop(): Promise<number | string | null>;
  ready(): Promise<void>;
  client(): Promise<SpoolClient>;
}

/**
 * A data directory (elsewhere with `data`), a bare remote and a configuration for a real `spool serve` process of its
 * own; with `halting` it can be killed at an exact commit.
 */
export async function makeGround(options: { data?: string; halting?: boolean } = {}): Promise<Ground> {
  const directory = await mkdtemp(join(tmpdir(), "spool-chaos-"));
  const data = options.data ?? join(directory, "data");
  const remote = join(directory, "remote.git");
  const starts = join(directory, "starts");
  const log = join(directory, "runner.log");
  const port = await freePort();
  await mkdir(join(directory, "tmp"));
  await writeFile(starts, "");
  await makeRepository(join(directory, "origin"), repositoryFiles);
  await git(directory, "clone", "--quiet", "--bare", join(directory, "origin"), remote);
  // Its reflog tells how often a branch was pushed.
  await git(remote, "config", "core.logAllRefUpdates", "true");
  const path = join(directory, "spool.yml");
  await writeFile(path, stringify(configuration({ directory, data, remote, starts, port })));
  const environment = {
    PATH: process.env["PATH"],
    HOME: directory,
    // Inherited by every process of every run: by it the sweep knows whose they are.
    TMPDIR: join(directory, "tmp"),
    SPOOL_LOG_LEVEL: "info",
    SPOOL_TEST_HALT: join(directory, "halt.json"),
  };
  const preloaded = options.halting
    ? ["--disable-warning=ExperimentalWarning", "--import", join(import.meta.dirname, "fixtures/halt.ts")]
    : [];
  let runner: ChildProcess | undefined;
  const url = `http://127.0.0.1:${port}`;

  async function end(signal: "SIGKILL" | "SIGTERM"): Promise<number | string | null> {
    const ending = runner;
    if (!ending) return null;
    const over = () => ending.exitCode ?? ending.signalCode;
    if (over() !== null) return over();
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
    return over();
  }

  return {
    directory,
    data,
    remote,
    starts,
    log,
    async halt(plan) {
      const halt = environment.SPOOL_TEST_HALT;
      if (plan.length === 0) return rm(halt, { force: true });
      // Never seen half written.
      await writeFile(`${halt}.new`, JSON.stringify(plan));
      await rename(`${halt}.new`, halt);
    },
    start() {
      const out = openSync(log, "a");
      const started = spawn(process.execPath, [...preloaded, join(dist, "spool.js"), "serve", "--config", path], {
        cwd: directory,
        env: environment,
        stdio: ["ignore", out, out],
      });
      closeSync(out);
      runner = started;
      return started;
    },
    async kill() {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
    async ready() {
      await until("the runner answers", async () => {
        const over = runner?.exitCode ?? runner?.signalCode ?? null;
        if (over !== null) {
          throw new Error(`the runner ended with ${over}:\n${(await readFile(log, "utf8")).slice(-3_000)}`);
        }
        return fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
      });
    },
    async client() {
      const token = await until("the local token", () =>
        readFile(join(data, "local.token"), "utf8").then(
          (text) => text.trim() || undefined,
          () => undefined,
        ),
      );
      // A killed runner is back soon: whoever asks goes on asking, with the same key.
      return connect({ url, token, retries: 1_000, timeoutMs: 120_000 });
    },
    async [Symbol.asyncDispose]() {
      await end("SIGKILL");
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function configuration(on: { directory: string; data: string; remote: string; starts: string; port: number }): object {
  const agent = join(dist, "scripted-agent.js");
  const verify = ["./check.sh", "test -f README.md"];
  const job = { agent: "script", publish: "branch", retry_limit: 3, verify };
  return {
    runtime: {
      data_dir: on.data,
      max_concurrent_jobs: 10,
      time_zone: "UTC",
      retry_base_seconds: 0.05,
      stop_grace_seconds: 0.4,
      sandbox: "auto",
    },
    server: { listen: `127.0.0.1:${on.port}` },
    agents: {
      // Unconfined, because they write to a file outside of their worktree.
      script: { adapter: "command", command: [process.execPath, agent], sandbox: "off" },
      // Each with an account of its own, which vendors refuse now and then.
      limited: { adapter: "command", command: [process.execPath, agent], sandbox: "off", account: "limited" },
      "logged-out": { adapter: "command", command: [process.execPath, agent], sandbox: "off", account: "logged-out" },
      chatty: { adapter: "command", command: ["/bin/sh", "./chatty.sh", on.starts], sandbox: "off" },
      listener: {
        adapter: "codex",
        command: [process.execPath, join(import.meta.dirname, "fixtures/listener.ts"), on.starts],
        sandbox: "off",
      },
      acp: {
        adapter: "acp",
        command: [process.execPath, agent, "--acp", "--state", join(on.directory, "acp-state")],
        sandbox: "off",
      },
    },
    projects: [
      {
        name: "demo",
        repo: on.remote,
        setup: ["./setup.sh"],
        hooks: {
          before_run: ["sleep 0.05"],
          after_run: ["echo after >> after-run.txt"],
          before_remove: ["sleep 0.02"],
        },
        worktrees: { pool: 2, retain_on_success_minutes: 0.03, retain_on_failure_hours: 0.001 },
        job_types: {
          implement: job,
          continue: job,
          review: { agent: "script", publish: "none", write_mode: "read_only", retry_limit: 3 },
        },
      },
      {
        name: dailyProject,
        repo: on.remote,
        budget: { turns_per_day: dailyTurns },
        worktrees: { pool: 0, retain_on_success_minutes: 0.03, retain_on_failure_hours: 0.001 },
        job_types: { implement: job },
      },
    ],
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
