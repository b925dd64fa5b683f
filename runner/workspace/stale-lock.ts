import { readdir, readlink, realpath, stat, unlink } from "node:fs/promises";
import { sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { GitError } from "./git-error.ts";
import type { WarningSink } from "./warning.ts";

export interface LockPolicy {
  /** Milliseconds without a change after which a lock file that no process has open counts as left behind. */
  staleAfterMs: number;
  /** Milliseconds of patience before giving up. Must exceed `staleAfterMs`. */
  patienceMs: number;
}

export const defaultLockPolicy: LockPolicy = { staleAfterMs: 5000, patienceMs: 15_000 };

/** Repeats `work` while git finds a lock file in its way; removes the file only when it was surely left behind. */
export async function retryLocked<T>(
  directory: string,
  policy: LockPolicy,
  warn: WarningSink,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + policy.patienceMs;
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    try {
      return await work();
    } catch (error) {
      const path = lockInTheWay(error);
      if (path === undefined) throw error;
      const removed = await removeStaleLock(directory, path, policy.staleAfterMs);
      if (removed) {
        const message = `removed a lock file left behind ${Math.round(removed.ageMs / 1000)} s ago`;
        warn({ kind: "stale_lock_removed", message, paths: [removed.file] });
      } else if (Date.now() > deadline) throw error;
      else await delay(pause);
    }
  }
}

function lockInTheWay(error: unknown): string | undefined {
  if (!GitError.isGit(error, "locked")) return undefined;
  const stderr = error.details?.["stderr"];
  return typeof stderr === "string" ? /Unable to create '(.*\.lock)': File exists/.exec(stderr)?.[1] : undefined;
}

/** What it removed, if so. Never touches a file outside `directory`. */
async function removeStaleLock(
  directory: string,
  path: string,
  staleAfterMs: number,
): Promise<{ file: string; ageMs: number } | undefined> {
  try {
    const file = await realpath(path);
    if (!file.startsWith((await realpath(directory)) + sep)) return undefined;
    const ageMs = Date.now() - (await stat(file)).mtimeMs;
    if (ageMs < staleAfterMs || (await isOpen(file))) return undefined;
    await unlink(file);
    return { file, ageMs };
  } catch (error) {
    // It went away by itself: the retry will tell.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether a process of this account has the file open. */
async function isOpen(file: string): Promise<boolean> {
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    // Processes end and belong to others while we look; such a one cannot hold a file of ours.
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      if ((await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "")) === file) return true;
    }
  }
  return false;
}
