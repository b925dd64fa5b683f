import { lstat, realpath } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";

/** Whether a path, links followed, is at or below `root` (a real path). What is not there yet counts by its deepest part. */
export async function isWithin(root: string, path: string): Promise<boolean> {
  let deepest = path;
  for (;;) {
    const real = await realpath(deepest).catch(() => undefined);
    if (real !== undefined) {
      const whole = resolve(real, relative(deepest, path));
      return whole === root || whole.startsWith(root + sep);
    }
    // A link that leads nowhere yet is a place that somebody else decides about.
    if (await lstat(deepest).catch(() => undefined)) return false;
    deepest = dirname(deepest);
  }
}
