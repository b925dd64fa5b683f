import { randomUUID } from "node:crypto";
import { lstat, mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GitError } from "./git-error.ts";
import type { Mirror } from "./mirror-git.ts";
import { openPlain } from "./plain-file.ts";

/** Bytes: of a repository with millions of files. */
const largest = 512 * 1024 * 1024;

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
  const file = await openPlain(original, largest);
  if (!file) {
    // A worktree without an index is one whose index is empty.
    if (!(await lstat(original).catch(() => undefined))) return;
    throw new GitError("corrupt", "the worktree's index is no plain file, or too large");
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
