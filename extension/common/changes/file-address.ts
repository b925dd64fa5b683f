import { isRecord, isText } from "../stored.ts";

/** Which state of a thread's files is meant: a commit, or a run's worktree as it is from moment to moment. */
export type FileState = { commit: string } | { liveRun: string };

/** What stands in the query of a `spool:` URI; the path of the URI is the path in the repository. */
export interface FileAddress {
  /** Origin of the runner. */
  runner: string;
  thread: string;
  state: FileState;
  /** Of a diff: only on the new side can be commented. */
  side?: "old" | "new" | undefined;
}

export function addressQuery(address: FileAddress): string {
  return JSON.stringify(address);
}

/** Undefined for what is not one of ours: anybody can make a URI. */
export function addressFromQuery(query: string): FileAddress | undefined {
  try {
    return toAddress(JSON.parse(query));
  } catch {
    // Not JSON: simply no address.
    return undefined;
  }
}

/** Checked as strictly as by a schema, but at hand from the start: VS Code asks of every document whether it is one of these. */
function toAddress(value: unknown): FileAddress | undefined {
  if (!isRecord(value)) return undefined;
  const { runner, thread, state: given, side, ...rest } = value;
  const state = toState(given);
  if (!isText(runner) || runner.length > 300 || !isId(thread) || !state || hasAny(rest)) return undefined;
  if (side !== undefined && side !== "old" && side !== "new") return undefined;
  return { runner, thread, state, ...(side && { side }) };
}

function toState(value: unknown): FileState | undefined {
  if (!isRecord(value)) return undefined;
  const { commit, liveRun, ...rest } = value;
  if (hasAny(rest)) return undefined;
  if (liveRun === undefined) return isCommit(commit) ? { commit } : undefined;
  return commit === undefined && isId(liveRun) ? { liveRun } : undefined;
}

function isId(value: unknown): value is string {
  return isText(value) && value.length > 0 && value.length <= 80;
}

function isCommit(value: unknown): value is string {
  return isText(value) && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(value);
}

function hasAny(rest: object): boolean {
  return Object.keys(rest).length > 0;
}

export function isLive(state: FileState): state is { liveRun: string } {
  return "liveRun" in state;
}
