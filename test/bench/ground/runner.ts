import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stringify } from "yaml";
import { connect, type SpoolClient } from "../../../runner/client/client.ts";
import { discoverRunner } from "../../../runner/client/discovery.ts";
import { freePort } from "./free-port.ts";

const program = join(import.meta.dirname, "../../../dist/runner/spool.js");
const startMs = 60_000;

export interface BenchRunner extends AsyncDisposable {
  pid: number;
  directory: string;
  url: string;
  token: string;
  client: SpoolClient;
  /** From the spawn until `/readyz` answered 200, milliseconds. */
  startedInMs: number;
}

/** `spool serve` as it ships, in a process of its own, on the data below `directory`. */
export async function startBenchRunner(
  directory: string,
  config: { runtime?: object; agents?: object; projects?: object[] } = {},
): Promise<BenchRunner> {
  await mkdir(directory, { recursive: true });
  const port = await freePort();
  const dataDirectory = join(directory, "data");
  const path = join(directory, "spool.yml");
  const settings = {
    runtime: { data_dir: dataDirectory, stop_grace_seconds: 1, ...config.runtime },
    server: { listen: `127.0.0.1:${port}` },
    ...(config.agents && { agents: config.agents }),
    ...(config.projects && { projects: config.projects }),
  };
  await writeFile(path, stringify(settings));
  const log = join(directory, "runner.log");
  const output = openSync(log, "a");
  const from = performance.now();
  const child = spawn(process.execPath, [program, "serve", "--config", path], {
    stdio: ["ignore", output, output],
    env: { ...process.env, SPOOL_LOG_LEVEL: "warn" },
  });
  closeSync(output);
  try {
    await ready(port, child, from);
    const startedInMs = performance.now() - from;
    const { url, token } = await discoverRunner(dataDirectory);
    const client = connect({ url, token });
    const close = async () => {
      await client.close();
      await end(child);
    };
    return { pid: child.pid ?? 0, directory, url, token, client, startedInMs, [Symbol.asyncDispose]: close };
  } catch (error) {
    await end(child);
    throw new Error(`the runner did not start: ${await readFile(log, "utf8")}`, { cause: error });
  }
}

async function ready(port: number, child: ChildProcess, from: number): Promise<void> {
  while (!(await answersOk(port))) {
    if (child.exitCode !== null || performance.now() - from > startMs) throw new Error("no answer from /readyz");
    await delay(2);
  }
}

function answersOk(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: "127.0.0.1", path: "/readyz", agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    // Nobody listens yet.
    request.on("error", () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(patience);
}
