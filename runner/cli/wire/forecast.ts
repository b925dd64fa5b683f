import type { ForecastView } from "../../../shared/forecast.ts";

/** As JSON v1 and `--json` write it. Nothing is guessed: what is not known is null. */
export function wireForecast({ project, jobType, agent, forecast }: ForecastView) {
  const subject = { project, job_type: jobType, agent };
  if (forecast.kind === "too_little") {
    const { jobs, needed } = forecast;
    return { ...subject, basis: null, jobs, needed, succeeded: null, chance: null, duration_ms: null, turns: null };
  }
  const { basis, jobs, succeeded, chance, durationMs, turns } = forecast;
  return { ...subject, basis, jobs, needed: null, succeeded, chance, duration_ms: durationMs, turns };
}
