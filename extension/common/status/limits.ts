import type { ThreadSummary } from "../../../shared/api/views.ts";
import { clockTime } from "../format.ts";
import { plainLine } from "../plain-line.ts";

/** What keeps threads from being worked on until it is over by itself: an account's limit, a day's budget. */
export interface Limit {
  /** Whose: an account, a project, or the runner. */
  name: string;
  /** In milliseconds since 1970. */
  until: number;
}

/** The limits for which threads wait, each once, the next to be over first. What waits for a person is told as that. */
export function limitsOf(threads: readonly ThreadSummary[]): Limit[] {
  const limits = new Map<string, Limit>();
  for (const { waiting } of threads) {
    const reason = waiting?.reason;
    if (reason?.kind === "account_closed" && reason.until !== null) {
      limits.set(`account ${reason.account}`, { name: reason.account, until: reason.until });
    } else if (reason?.kind === "budget") {
      const name = reason.project ?? "the runner";
      limits.set(`budget ${name}`, { name: `budget of ${name}`, until: reason.until });
    }
  }
  return [...limits.values()].toSorted((left, right) => left.until - right.until);
}

/** In few words for one line; undefined when there is none. */
export function limitText(limits: readonly Limit[], now: number): string | undefined {
  const [next] = limits.toSorted((left, right) => left.until - right.until);
  if (!next) return undefined;
  const when = `until ${clockTime(next.until, now)}`;
  return limits.length === 1 ? `limit ${when}` : `${limits.length} limits, the next ${when}`;
}

/** Each by its name. */
export function limitLines(limits: readonly Limit[], now: number): string[] {
  return limits.map(({ name, until }) => `limit: ${plainLine(name, 60)} until ${clockTime(until, now)}`);
}
