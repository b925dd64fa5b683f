import { randomUUID } from "node:crypto";
import { mkdir, open, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mirror } from "./mirror-git.ts";

/** A scratch index. Dispose removes it with its lock. */
export interface PrivateIndex extends AsyncDisposable {
  path: string;
}

/**
 * A copy of the worktree's index keeps what git knows of each file's size and times, which spares reading 10 000 files
 * again. The copy gets the original's time, rounded down: git trusts an entry only if it is older than the index, and a
 * newer copy would hide an edit made in the same instant as the original was written.
 */
export async function privateIndex(mirror: Mirror, original?: string): Promise<PrivateIndex> {
  await mkdir(mirror.layout.scratch, { recursive: true });
  const path = join(mirror.layout.scratch, `index-${randomUUID()}`);
  if (original !== undefined) await copyIndex(original, path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { force: true });
      await rm(`${path}.lock`, { force: true });
    },
  };
}

async function copyIndex(original: string, path: string): Promise<void> {
  let file;
  try {
    file = await open(original, "r");
  } catch (error) {
    // A worktree without an index is one whose index is empty.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    const { mtimeMs } = await file.stat();
    await writeFile(path, await file.readFile());
    const time = (Math.floor(mtimeMs) - 1) / 1000;
    await utimes(path, time, time);
  } finally {
    await file.close();
  }
}
