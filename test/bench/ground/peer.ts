import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

const packageName = "kanban@0.1.70";

export interface Peer extends AsyncDisposable {
  startedInMs: number;
  /** Milliseconds until the last of so many worktrees that were asked for at once is there. */
  create(count: number): Promise<number>;
  /** Resident, 10^6 bytes. */
  memory(): Promise<number>;
}

/**
 * The path of the peer's program: below the directory that SPOOL_BENCH_PEER names, where it was installed before, or
 * installed by npm below `directory` (1 GB; nothing of it becomes part of this repository).
 */
export async function peerProgram(directory: string): Promise<string> {
  const place = process.env["SPOOL_BENCH_PEER"] ?? directory;
  const program = join(place, "node_modules", "kanban", "dist", "cli.js");
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const args = ["install", "--prefix", place, "--ignore-scripts", "--no-audit", "--no-fund", packageName];
    await execa("npm", args, { stdio: ["ignore", "ignore", "inherit"] });
  }
  return program;
}

/** Starts it in a network namespace of its own, of which only the loopback is up: it must not call home. Needs root. */
export async function startPeer(program: string, repository: string, home: string): Promise<Peer> {
  const lead = join(import.meta.dirname, "../programs/peer.ts");
  const isolated = ["--net", "--", "/bin/sh", "-c", 'ip link set lo up && exec "$@"', "peer"];
  const child = spawn("unshare", [...isolated, process.execPath, lead, program, repository, home], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit").then(([code]) => {
    throw new Error(`the peer's lead ended with ${code}: it needs root, unshare and ip`);
  });
  exited.catch(() => undefined);
  const answer = async () => {
    const [value] = (await Promise.race([once(child, "message"), exited])) as [number];
    return value;
  };
  const ask = (message: object) => {
    child.send(message);
    return answer();
  };
  const startedInMs = await answer();
  return {
    startedInMs,
    create: (count) => ask({ create: count }),
    memory: () => ask({ memory: true }),
    async [Symbol.asyncDispose]() {
      if (child.connected) child.send({ end: true });
      await exited.catch(() => undefined);
    },
  };
}
