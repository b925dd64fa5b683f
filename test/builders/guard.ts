import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Whether the process that holds the guard has ended: then its work did not. */
async function isAbandoned(guard: string): Promise<boolean> {
  const pid = Number(await readFile(join(guard, "pid"), "utf8").catch(() => "0"));
  if (pid === 0) return Date.now() - (await stat(guard).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs > 2000;
  return stat(`/proc/${pid}`).then(
    () => false,
    () => true,
  );
}

/**
 * Does work that is done once for all, in one process at a time: the others wait until it is done. `guard` is the path
 * of a folder that is there meanwhile; one whose process was killed is taken over.
 */
export async function underGuard(
  guard: string,
  isDone: () => Promise<boolean>,
  work: () => Promise<void>,
): Promise<void> {
  while (!(await isDone())) {
    try {
      await mkdir(guard);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (await isAbandoned(guard)) await rm(guard, { recursive: true, force: true });
      else await pause(200);
      continue;
    }
    try {
      await writeFile(join(guard, "pid"), String(process.pid));
      // Another may have finished between the look and the guard.
      if (!(await isDone())) await work();
    } finally {
      await rm(guard, { recursive: true, force: true });
    }
  }
}
