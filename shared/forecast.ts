import { formatDuration, plural } from "./units.ts";

/** Whose history it is: the narrowest group that has enough of it, always of one job type. */
export const forecastBases = ["project_and_agent", "project", "agent", "job_type"] as const;
export type ForecastBasis = (typeof forecastBases)[number];

/** Of `sample` jobs that succeeded: half took no more than `median`, nine of ten no more than `p90`. */
export interface Spread {
  median: number;
  p90: number;
  sample: number;
}

/** What jobs like this one came to before. */
export type Forecast =
  | {
      kind: "too_little";
      /** Of the widest group. */
      jobs: number;
      needed: number;
    }
  | {
      kind: "known";
      basis: ForecastBasis;
      jobs: number;
      succeeded: number;
      /** Shares from 0 to 1; the true one lies between `low` and `high` in 19 of 20 cases. */
      chance: { share: number; low: number; high: number };
      /** Milliseconds of all runs of a job, without its time in the queue. Null: too few succeeded. */
      durationMs: Spread | null;
      /** Null: too few succeeded, or their agents do not tell. */
      turns: Spread | null;
    };

/** What was asked for, with what was left out filled in. */
export interface ForecastSubject {
  project: string;
  jobType: string;
  agent: string;
}

export interface ForecastView extends ForecastSubject {
  forecast: Forecast;
}

/** One line for people: `8 of 10 succeeded (49–94 %) · 12:30, at most 40:00 in 9 of 10 · 14 turns`. */
export function forecastText(forecast: Forecast): string {
  if (forecast.kind === "too_little") {
    return `not enough history: ${plural(forecast.jobs, "job")} like it ended, ${forecast.needed} are needed`;
  }
  const { jobs, succeeded, chance, durationMs, turns } = forecast;
  const percent = (share: number) => Math.round(share * 100);
  const parts = [`${succeeded} of ${jobs} succeeded (${percent(chance.low)}–${percent(chance.high)} %)`];
  if (durationMs) {
    parts.push(`about ${formatDuration(durationMs.median)}, 9 of 10 within ${formatDuration(durationMs.p90)}`);
  }
  if (turns) parts.push(`about ${plural(Math.round(turns.median), "turn")}`);
  return parts.join(" · ");
}

/** The same with whose history it is. */
export function forecastLine(view: ForecastView): string {
  const { forecast } = view;
  const from = forecast.kind === "known" ? ` from ${forecastBasisText(forecast.basis, view)}` : "";
  return `Forecast${from}: ${forecastText(forecast)}`;
}

export function forecastBasisText(basis: ForecastBasis, { project, jobType, agent }: ForecastSubject): string {
  switch (basis) {
    case "project_and_agent":
      return `${jobType} jobs of ${project} with ${agent}`;
    case "project":
      return `${jobType} jobs of ${project} with any agent`;
    case "agent":
      return `${jobType} jobs with ${agent} in any project`;
    case "job_type":
      return `${jobType} jobs of any project and agent`;
  }
}
