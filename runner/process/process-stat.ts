import { basename } from "node:path";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from "node:fs";

/** One line of `/proc/<pid>/stat`, as far as it is needed. Readable for every process, whoever owns it. */
export interface ProcessStat {
  pid: number;
  /** One letter; `Z` and `X` are dead. */
  state: string;
  parent: number;
  group: number;
  session: number;
  /** Clock ticks since boot. */
  startTime: number;
  /** Processor time used, in milliseconds. */
  cpuMs: number;
}

/** The kernel counts in ticks for programs, of which Linux has 100 a second on every architecture. */
const tickMs = 10;

export function parseStat(pid: number, text: string): ProcessStat | undefined {
  // The program name stands in parentheses and may itself hold blanks and parentheses: count from the last one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, session] = fields;
  const startTime = Number(fields[19]);
  if (!state || !Number.isSafeInteger(startTime)) return undefined;
  const cpuMs = (Number(fields[11]) + Number(fields[12])) * tickMs;
  return { pid, state, parent: Number(parent), group: Number(group), session: Number(session), startTime, cpuMs };
}

/** Used for one file after the other; as large as the largest of them. */
let space = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * The bytes of a small file of `/proc`, valid until the next call: looking for a process set reads hundreds, and room for
 * each of them would take longer than the reading. Throws what the file system does.
 */
export function readProcFile(path: string): Buffer {
  const descriptor = openSync(path, "r");
  try {
    for (let length = 0; ;) {
      if (length === space.length) space = Buffer.concat([space], 2 * length);
      const count = readSync(descriptor, space, length, space.length - length, null);
      if (count === 0) return space.subarray(0, length);
      length += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined for a process that is dead; a zombie counts as dead, since it runs nothing and holds nothing. */
export function readStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readProcFile(`/proc/${pid}/stat`).toString("latin1");
  } catch {
    // ENOENT or ESRCH: it is gone, which is the answer.
    return undefined;
  }
  const stat = parseStat(pid, text);
  return stat && stat.state !== "Z" && stat.state !== "X" ? stat : undefined;
}

/** The program that runs, without its folder; what it calls itself where the kernel does not tell. Undefined when it is gone. */
export function readName(pid: number): string | undefined {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).slice(0, 60);
  } catch {
    // Another user's, or gone.
  }
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    // It ended since it was listed.
    return undefined;
  }
}

export function listPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The PID namespace as an opaque name; undefined where the kernel does not tell. */
export function readPidNamespace(pid: number | "self"): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    // Gone, or another user's: then other evidence must do.
    return undefined;
  }
}

let bootId: string | undefined;

export function currentBootId(): string {
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return bootId;
}

/** Whether exactly this process runs: same boot, same pid, same start. */
export function isAlive(identity: { pid: number; startTime: number; bootId?: string }): boolean {
  if (identity.bootId !== undefined && identity.bootId !== currentBootId()) return false;
  return readStat(identity.pid)?.startTime === identity.startTime;
}

/**
 * Signals exactly this process; false when it is gone or may not be signalled. What remains is the instant between
 * look and signal, in which a pid would have to end and come round again.
 */
export function signalProcess(
  identity: { pid: number; startTime: number; bootId?: string },
  signal: NodeJS.Signals,
): boolean {
  if (identity.pid <= 1 || !isAlive(identity)) return false;
  return deliver(identity.pid, signal);
}

/** Signals the whole group that this living process belongs to; atomic against members that fork. */
export function signalGroupOf(identity: { pid: number; startTime: number }, signal: NodeJS.Signals): boolean {
  const stat = readStat(identity.pid);
  if (stat?.startTime !== identity.startTime || stat.group <= 1) return false;
  // A group never spans sessions, so a foreign session cannot hold this runner.
  if (stat.session === readStat(process.pid)?.session) return false;
  return deliver(-stat.group, signal);
}

function deliver(target: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch {
    // ESRCH: it ended first. EPERM: it changed its user; the next look reports it as a survivor.
    return false;
  }
}
