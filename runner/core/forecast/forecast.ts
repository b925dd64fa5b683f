import type { Forecast, ForecastBasis, Spread } from "../../../shared/forecast.ts";

/** A job that came to an end, or to a stop. */
export interface PastJob {
  projectId: string;
  /** That it began with. */
  agent: string;
  succeeded: boolean;
  durationMs: number;
  /** Null where its agents do not count them. */
  turns: number | null;
}

/** Fewer say nothing: of 4 out of 4 the true share may still be a half. */
export const leastJobs = 5;
/** Older ones were made by other models, prompts and code. */
const mostJobs = 100;

/** From jobs of the wanted type, the newest first. */
export function forecast(past: readonly PastJob[], of: { projectId: string; agent: string }): Forecast {
  const isProject = ({ projectId }: PastJob) => projectId === of.projectId;
  const isAgent = ({ agent }: PastJob) => agent === of.agent;
  const groups: [ForecastBasis, (job: PastJob) => boolean][] = [
    ["project_and_agent", (job) => isProject(job) && isAgent(job)],
    ["project", isProject],
    ["agent", isAgent],
    ["job_type", () => true],
  ];
  for (const [basis, fits] of groups) {
    const jobs = past.filter(fits).slice(0, mostJobs);
    if (jobs.length < leastJobs) continue;
    const good = jobs.filter(({ succeeded }) => succeeded);
    return {
      kind: "known",
      basis,
      jobs: jobs.length,
      succeeded: good.length,
      chance: { share: good.length / jobs.length, ...wilson(good.length, jobs.length) },
      durationMs: spread(good.map(({ durationMs }) => durationMs)),
      turns: spread(good.flatMap(({ turns }) => (turns === null ? [] : [turns]))),
    };
  }
  return { kind: "too_little", jobs: past.length, needed: leastJobs };
}

/** Of the normal distribution, for 19 cases of 20. */
const z = 1.96;

/**
 * Wilson's score interval (E. B. Wilson, 1927): unlike the textbook one it stays between 0 and 1, and says of 5 out of 5 no
 * more than they show.
 */
export function wilson(successes: number, trials: number): { low: number; high: number } {
  const share = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const middle = (share + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Values that occurred, none in between: nearest rank. Null for fewer than are worth telling. */
export function spread(values: readonly number[]): Spread | null {
  if (values.length < leastJobs) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), p90: at(0.9), sample: sorted.length };
}
