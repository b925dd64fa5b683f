import type { RunStatus } from "../../../shared/model/run.ts";

/**
 * What the next plan of a job is to correct: the problems of the newest one that could not be read, if its one repair was
 * not tried yet. Empty when the agent plans afresh. `earlier`: the job's runs before, oldest first; runs that were lost or
 * parked in between change nothing.
 */
export function toCorrect(earlier: readonly { status: RunStatus; problems: readonly string[] }[]): readonly string[] {
  const since = earlier.slice(earlier.findLastIndex(({ status }) => status === "succeeded") + 1);
  const unreadable = since.filter(({ problems }) => problems.length > 0);
  return unreadable.length % 2 === 1 ? (unreadable.at(-1)?.problems ?? []) : [];
}
