import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { startApiServer, type ApiServer } from "../../../runner/api/server.ts";
import type { RunnerServices } from "../../../runner/api/services.ts";
import { writeDiscovery } from "../../../runner/client/discovery.ts";
import { createToken } from "../../../runner/core/commands/tokens.ts";
import { temporaryDirectory } from "../../builders/directory.ts";
import { openWorld, type World } from "../../builders/core.ts";
import { type Answer, spoolHere } from "./here.ts";
import { fileServices } from "../../api/support/file-services.ts";

const program = join(import.meta.dirname, "../../../dist/runner/spool.js");

interface SpoolOptions {
  input?: string | Buffer;
  env?: Record<string, string>;
}

export interface Box extends AsyncDisposable {
  world: World;
  server: ApiServer;
  home: string;
  tokenFile: string;
  /** Of the child processes: a home with the runner's discovery file and nothing of this shell's settings. */
  environment: Record<string, string>;
  /** Runs the command line in this process and waits for its end. */
  spool(args: string[], options?: SpoolOptions): Promise<Answer>;
  /** The same in a process of its own, as a person starts it. */
  spoolProcess(args: string[], options?: SpoolOptions): Promise<Answer>;
  /** Starts `spool` without waiting. */
  start(args: string[]): ReturnType<typeof spawn>;
}

export const changedFiles = {
  from: "a".repeat(40),
  to: "b".repeat(40),
  files: [
    { path: "src/cache.ts", oldPath: null, status: "modified" as const, additions: 41, deletions: 3 },
    { path: "logo.png", oldPath: null, status: "added" as const, additions: null, deletions: null },
  ],
  additions: 41,
  deletions: 3,
};

export const patchText = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new \u001B[31mred\n";

/** A real API server over a real store, found by real `spool` processes through its discovery file. */
export async function openBox(change: Partial<RunnerServices> = {}): Promise<Box> {
  const directory = await temporaryDirectory();
  const home = directory.path;
  const data = join(home, ".spool");
  const world = await openWorld({ directory: data });
  const { services } = fileServices(data, "instance-1");
  const server = await startApiServer({
    core: world.core,
    services: {
      ...services,
      changes: async () => changedFiles,
      patch: async () => ({ text: patchText, truncated: false }),
      agents: async () => [
        {
          name: "claude",
          adapter: "claude",
          model: "opus",
          maxJobs: null,
          account: "claude",
          available: true,
          version: "2.1",
          problem: null,
        },
        {
          name: "codex",
          adapter: "codex",
          model: null,
          maxJobs: 1,
          account: "codex",
          available: false,
          version: null,
          problem: "not logged in",
        },
      ],
      ...change,
    },
    listen: { host: "127.0.0.1", port: 0 },
    allowedHosts: [],
    logger: { error: () => {}, warn: () => {}, info: () => {} },
    ready: () => true,
  });
  const { secret } = await createToken(world.core, { name: "local", role: "admin" });
  const tokenFile = join(data, "token");
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(tokenFile, `${secret}\n`, { mode: 0o600 });
  await writeDiscovery(data, {
    url: server.address,
    pid: process.pid,
    startTime: 1,
    instance: "instance-1",
    tokenFile,
  });
  const environment = { HOME: home, PATH: process.env["PATH"] ?? "", TZ: "UTC", LANG: "C.UTF-8" };
  const children = new Set<ReturnType<typeof spawn>>();
  return {
    world,
    server,
    home,
    tokenFile,
    environment,
    spool: (args, { input = "", env } = {}) => spoolHere(args, { input, env: { ...environment, ...env } }),
    async spoolProcess(args, { input, env } = {}) {
      const result = await execa(process.execPath, [program, ...args], {
        env: { ...environment, ...env },
        extendEnv: false,
        reject: false,
        stripFinalNewline: false,
        timeout: 20_000,
        input: input ?? "",
      });
      return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
    },
    start(args) {
      const child = spawn(process.execPath, [program, ...args], {
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      children.add(child);
      child.once("exit", () => children.delete(child));
      return child;
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill("SIGKILL");
      await server.close({ graceMs: 500 });
      await world[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
