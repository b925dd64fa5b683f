import { setTimeout as delay } from "node:timers/promises";
import type { DirectoryWatch } from "./directory-watch.ts";
import { findProcessSet } from "./process-set.ts";
import type { ProcessIdentity } from "./process-spec.ts";
import { readPidNamespace, signalGroupOf, signalProcess, isAlive, type ProcessStat } from "./process-stat.ts";
import type { SandboxLevel } from "./sandbox.ts";

export interface StopOptions {
  /** Milliseconds between TERM and KILL; 0 kills at once. Default 5000. */
  graceMs?: number;
  /** Milliseconds after the first KILL until what still lives is reported as surviving. Default 10000. */
  killMs?: number;
}

/** What was done to empty a process set, and whether it is empty. */
export interface StopProof {
  signalled: { pid: number; startTime: number; signal: "SIGTERM" | "SIGKILL" }[];
  /** Distinct processes of the set that were seen alive, the supervisor not counted. */
  found: number;
  /** Empty: nothing of the set was left in two looks one after the other. */
  survivors: { pid: number; startTime: number }[];
  durationMs: number;
  method: "already_empty" | "terminated" | "killed";
  sandbox: SandboxLevel;
}

export interface StopTarget {
  mark: string;
  identity: ProcessIdentity;
  sandbox: SandboxLevel;
  watch: DirectoryWatch;
  /** Whether the command has ended, whatever else of its set lives. */
  hasEnded: () => boolean;
}

/** How long the supervisor, alone, may take to record the exit before it is killed too. */
const supervisorMs = 1000;
const pauseMs = 5;
/** How long after its start TERM is repeated, and how often. */
const youngMs = 1000;
const repeatMs = 50;
/** Rounds in which the supervisor's own group is spared, so that it can record how the command ended. */
const sparedRounds = 3;

/** Ends every process of a set and proves it. Safe on a set that is empty; signals nothing it has not identified. */
export async function emptyProcessSet(target: StopTarget, options: StopOptions): Promise<StopProof> {
  const started = performance.now();
  const ledger = new Ledger(target.identity);
  const { graceMs = 5000, killMs = 10_000 } = options;
  if (graceMs > 0) await terminate(target, graceMs, ledger);
  const survivors = await kill(target, killMs, ledger);
  return {
    signalled: ledger.signalled,
    found: ledger.seen.size,
    survivors: survivors.map(({ pid, startTime }) => ({ pid, startTime })),
    durationMs: Math.round(performance.now() - started),
    method: ledger.method(),
    sandbox: target.sandbox,
  };
}

class Ledger {
  readonly signalled: StopProof["signalled"] = [];
  readonly seen = new Set<string>();
  readonly #supervisor: ProcessIdentity;

  constructor(supervisor: ProcessIdentity) {
    this.#supervisor = supervisor;
  }

  see(members: ProcessStat[]): void {
    for (const member of members) {
      if (!isSame(member, this.#supervisor)) this.seen.add(`${member.pid} ${member.startTime}`);
    }
  }

  note({ pid, startTime }: ProcessStat | ProcessIdentity, signal: "SIGTERM" | "SIGKILL", delivered: boolean): void {
    if (delivered) this.signalled.push({ pid, startTime, signal });
  }

  method(): StopProof["method"] {
    if (this.signalled.some(({ signal }) => signal === "SIGKILL")) return "killed";
    return this.signalled.length > 0 ? "terminated" : "already_empty";
  }
}

async function terminate(target: StopTarget, graceMs: number, ledger: Ledger): Promise<void> {
  const deadline = performance.now() + graceMs;
  if (!(await askToEnd(target, ledger))) return;
  while (isYoung(target.identity) && !target.hasEnded() && performance.now() < deadline) {
    await untilEnded(target, Math.min(repeatMs, deadline - performance.now()));
    await askToEnd(target, ledger);
  }
  if (isAlive(target.identity)) return await untilEnded(target, deadline - performance.now());
  while (performance.now() < deadline && (await findProcessSet(target.mark)).length > 0) await delay(20);
}

/** Sends TERM to whom it concerns; false when there is nobody. */
async function askToEnd({ identity, mark, sandbox }: StopTarget, ledger: Ledger): Promise<boolean> {
  const members = await findProcessSet(mark);
  ledger.see(members);
  if (sandbox !== "bubblewrap" && isAlive(identity)) {
    ledger.note(identity, "SIGTERM", signalGroupOf(identity, "SIGTERM"));
    return true;
  }
  // TERM ends the outer bwrap at once and with it, unasked, everything inside: only those inside are asked.
  const outside = sandbox === "bubblewrap" ? readPidNamespace("self") : undefined;
  for (const member of members) {
    if (outside !== undefined && readPidNamespace(member.pid) === outside) continue;
    ledger.note(member, "SIGTERM", signalProcess(member, "SIGTERM"));
  }
  return members.length > 0;
}

/** In a process that has hardly started, a shell that is about to become the command may still swallow the TERM. */
function isYoung({ startedAt }: ProcessIdentity): boolean {
  return Date.now() - startedAt < youngMs;
}

async function untilEnded({ watch, hasEnded }: StopTarget, limitMs: number): Promise<void> {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), Math.max(0, limitMs));
  try {
    await watch.until(() => hasEnded() || undefined, timer.signal);
  } catch (error) {
    // The grace is over: not an error, the next step follows. Anything else is one.
    if (!timer.signal.aborted) throw error;
  } finally {
    clearTimeout(timeout);
  }
}

/** Returns what could not be killed in time. */
async function kill({ mark, identity }: StopTarget, killMs: number, ledger: Ledger): Promise<ProcessStat[]> {
  const deadline = performance.now() + killMs;
  let aloneSince: number | undefined;
  let emptyLooks = 0;
  for (let round = 0; ;) {
    const members = await findProcessSet(mark);
    ledger.see(members);
    const others = members.filter((member) => !isSame(member, identity));
    if (members.length === 0) {
      if (++emptyLooks === 2) return [];
    } else {
      emptyLooks = 0;
      if (performance.now() > deadline) return members;
      if (others.length > 0) killMembers(others, identity, round++ >= sparedRounds, ledger);
      else aloneSince ??= performance.now();
      if (aloneSince !== undefined && performance.now() - aloneSince > supervisorMs) {
        ledger.note(identity, "SIGKILL", signalProcess(identity, "SIGKILL"));
      }
    }
    await delay(pauseMs);
  }
}

/**
 * Whole groups where it can, since a group dies at once however fast its members fork; one by one in the supervisor's
 * own group, until that turned out not to be enough.
 */
function killMembers(members: ProcessStat[], supervisor: ProcessIdentity, all: boolean, ledger: Ledger): void {
  for (const member of members) {
    const group = all || member.group !== supervisor.pid;
    const delivered = (group && signalGroupOf(member, "SIGKILL")) || signalProcess(member, "SIGKILL");
    ledger.note(member, "SIGKILL", delivered);
  }
}

function isSame(one: { pid: number; startTime: number }, other: { pid: number; startTime: number }): boolean {
  return one.pid === other.pid && one.startTime === other.startTime;
}
