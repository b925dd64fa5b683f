import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { SpoolError } from "../../shared/errors.ts";

interface Holder {
  pid: number;
  startTime: string;
  bootId: string;
}

/**
 * One process owns a data directory. The lock names its holder by pid, start time and boot, so that one left by a
 * killed runner is known to be stale even when its pid is in use again.
 */
export function lockDataDirectory(path: string): Disposable {
  const me: Holder = { pid: process.pid, startTime: startTimeOf(process.pid) ?? "", bootId: bootId() };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    for (;;) {
      try {
        // A link is made with its content or not at all: nobody ever reads half a lock.
        linkSync(draft, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = readHolder(path);
      if (holder && isRunning(holder)) {
        throw new SpoolError("conflict", `another runner (pid ${holder.pid}) uses this data directory`, {
          hint: "use that one, or stop it first: spool status tells which it is",
          details: { pid: holder.pid, lock: path },
        });
      }
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    // Gone in between, or not ours to read: either way not a running holder's lock.
    return undefined;
  }
}

function isRunning(holder: Holder): boolean {
  return holder.bootId === bootId() && startTimeOf(holder.pid) === holder.startTime;
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** Field 22 of /proc/<pid>/stat; undefined for a process that is gone or only waits to be reaped. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
