import { execFile } from "node:child_process";
import { mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "../runner/find-program.ts";

const memory = "/dev/shm";
/** Bytes. All tests together have a few hundred megabytes there at once. */
const enough = 4 * 1024 ** 3;

/**
 * Makes memory the temporary directory of all tests where there is enough: they write much that nobody keeps. Returns
 * what removes it again. Where it is small, or nothing may be run from it, as in many containers, all stays on the disk;
 * so it does where agents are confined by bubblewrap, which gives them a /dev of their own.
 */
export async function useTemporaryMemory(): Promise<() => Promise<void>> {
  if (findProgram("bwrap", process.env["PATH"] ?? "") !== undefined) return async () => {};
  const directory = await take().catch(() => undefined);
  if (directory === undefined) return async () => {};
  process.env["TMPDIR"] = directory;
  return () => rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

async function take(): Promise<string | undefined> {
  const { bavail, bsize } = await statfs(memory);
  if (bavail * bsize < enough) return undefined;
  const directory = await mkdtemp(join(memory, "spool-"));
  try {
    const program = join(directory, "runs");
    await writeFile(program, "#!/bin/sh\n", { mode: 0o700 });
    await promisify(execFile)(program);
    await rm(program);
    return directory;
  } catch {
    await rm(directory, { recursive: true, force: true });
    return undefined;
  }
}
