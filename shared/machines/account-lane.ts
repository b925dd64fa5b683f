import type { AccountLane, Closure, LimitKind } from "../model/account-lane.ts";

/** `probing`: its time is over, and one job tries first whether the vendor answers. */
export type LaneState = "open" | "closed" | "probing";

/** No vendor's window is longer; a reset time beyond it is a mistake and is not believed. */
const longestParkMs = 31 * 24 * 60 * 60 * 1_000;

const shortestParkMs = 1_000;

/**
 * First and longest wait where the vendor names no time, in multiples of the runner's retry base. With the default of
 * 10 s: overloaded 30 s to 15 min, rate 1 min to 1 h, quota and usage window 15 min to 6 h. A wait has to end by itself:
 * whoever pays for more would otherwise have to know of the lane.
 */
const waits: Record<Exclude<LimitKind, "auth">, { first: number; longest: number }> = {
  overloaded: { first: 3, longest: 90 },
  rate: { first: 6, longest: 360 },
  quota: { first: 90, longest: 2_160 },
  usage_window: { first: 90, longest: 2_160 },
};

/** From this many in a row on, the vendor's own time is not believed to be enough, and the growing wait is the least. */
const doubtAfter = 3;

export function laneState(lane: Pick<AccountLane, "closed"> | undefined, now: number): LaneState {
  const closed = lane?.closed;
  if (!closed) return "open";
  if (closed.until === null) return "closed";
  // Closed in the future: by a clock that was set back since. By the right one it would have waited long enough.
  const clockWasSetBack = closed.since > now;
  return closed.until <= now || clockWasSetBack ? "probing" : "closed";
}

/** A run of the account that ended with the vendor's refusal. `resetAt` is the vendor's own time, epoch milliseconds. */
export interface Refusal {
  kind: LimitKind;
  words: string;
  resetAt: number | null;
  runId: string;
  jobId: string;
  threadId: string;
  /** When the run was made. */
  runBegan: number;
}

/**
 * How the lane is closed after a refusal; undefined when it stays as it is. Several runs that are refused at once close
 * it once: only a run that began while it was closed, to try, counts as one more in a row.
 */
export function closureAfter(
  lane: Pick<AccountLane, "closed" | "openedAt"> | undefined,
  refusal: Refusal,
  facts: { now: number; random: number; baseMs: number },
): Closure | undefined {
  const { now } = facts;
  const { kind, runBegan } = refusal;
  const before = lane?.closed ?? null;
  // It was started with the login that a person has put right since.
  if (kind === "auth" && lane?.openedAt != null && runBegan < lane.openedAt) return undefined;
  const isOneMore = before !== null && runBegan >= before.since && laneState({ closed: before }, now) === "probing";
  const inARow = before === null ? 1 : before.inARow + (isOneMore ? 1 : 0);
  const until = untilAfter(refusal, inARow, facts);
  if (before !== null && laneState({ closed: before }, now) === "closed") {
    if (before.until === null || (until !== null && until <= before.until)) return undefined;
  }
  const { words, runId, jobId, threadId } = refusal;
  const probe = before === null || before.probe === jobId ? null : before.probe;
  return { since: now, until, kind, words, inARow, runId, jobId, threadId, probe };
}

function untilAfter(
  { kind, resetAt }: Refusal,
  inARow: number,
  { now, random, baseMs }: { now: number; random: number; baseMs: number },
): number | null {
  if (kind === "auth") return null;
  const { first, longest } = waits[kind];
  const doubled = Math.min(first * 2 ** Math.min(inARow - 1, 20), longest) * baseMs;
  const grown = now + Math.round(doubled * (1 + random / 5));
  const named = resetAt !== null && resetAt > now && resetAt <= now + longestParkMs ? Math.round(resetAt) : null;
  if (named === null) return Math.max(grown, now + shortestParkMs);
  return Math.max(named, inARow >= doubtAfter ? grown : now + shortestParkMs);
}
