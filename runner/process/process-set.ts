import { setImmediate as nextTurn } from "node:timers/promises";
import { listPids, readPidNamespace, readProcFile, readStat, type ProcessStat } from "./process-stat.ts";

/** Each process of a set carries its mark in the environment it was started with. */
export const markVariable = "SPOOL_PROCESS";

/**
 * The variable's value. A runner that itself runs under another one's mark passes that on too, so that stopping the
 * outer process also finds what the inner runner started.
 */
export function markValue(mark: string, outer = process.env[markVariable]): string {
  return outer ? `${outer}:${mark}` : mark;
}

/** How many processes are looked at before other work of the runner gets its turn. */
const batch = 64;

/**
 * Every living process that belongs to the mark: it carries it, or it descends from, shares the session of, or shares
 * the PID namespace of one that does. The latter three find what cleared its environment or hides it, for as long as a
 * carrier lives.
 */
export async function findProcessSet(mark: string): Promise<ProcessStat[]> {
  const all: ProcessStat[] = [];
  const members = new Map<number, ProcessStat>();
  let count = 0;
  for (const pid of listPids()) {
    if (pid === process.pid) continue;
    const stat = readStat(pid);
    // Kernel threads are children of process 2 and carry nothing.
    if (!stat || stat.pid === 2 || stat.parent === 2) continue;
    all.push(stat);
    if (carriesMark(pid, mark)) members.set(pid, stat);
    if (++count % batch === 0) await nextTurn();
  }
  if (members.size > 0) addRelatives(all, members);
  return [...members.values()];
}

function addRelatives(all: ProcessStat[], members: Map<number, ProcessStat>): void {
  const own = all.length > 0 ? readPidNamespace("self") : undefined;
  const ownSession = readStat(process.pid)?.session;
  const nested = new Set([...members.keys()].map(readPidNamespace).filter((name) => name && name !== own));
  const sessions = new Set(
    [...members.values()].map((stat) => stat.session).filter((id) => id > 0 && id !== ownSession),
  );
  const namespaceOf = nested.size > 0 ? readPidNamespace : () => undefined;
  for (let grown = true; grown;) {
    grown = false;
    for (const stat of all) {
      if (members.has(stat.pid)) continue;
      if (!members.has(stat.parent) && !sessions.has(stat.session) && !nested.has(namespaceOf(stat.pid))) continue;
      members.set(stat.pid, stat);
      grown = true;
    }
  }
}

function carriesMark(pid: number, mark: string): boolean {
  let environment: Buffer;
  try {
    environment = readProcFile(`/proc/${pid}/environ`);
  } catch {
    // Gone, another user's, or one that made itself undumpable: its relatives may still speak for it.
    return false;
  }
  return environment.includes(mark) && environmentCarriesMark(environment.toString("latin1"), mark);
}

/** `environment` as the kernel shows it: `NAME=value` entries, each ended by a zero byte. */
export function environmentCarriesMark(environment: string, mark: string): boolean {
  if (!environment.includes(mark)) return false;
  return environment.split("\0").some(
    (entry) =>
      entry.startsWith(`${markVariable}=`) &&
      entry
        .slice(markVariable.length + 1)
        .split(":")
        .includes(mark),
  );
}
