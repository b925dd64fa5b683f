import { type ForecastView, forecastBasisText, forecastText, type Spread } from "../../../shared/forecast.ts";
import { formatDuration } from "../../../shared/units.ts";
import { labelled } from "./lines.ts";
import type { RenderOptions } from "./options.ts";

export function renderForecast(view: ForecastView, options: RenderOptions): string {
  const { forecast, project, jobType, agent } = view;
  const asked: [string, string] = ["asked for", `${jobType} in ${project} with ${agent}`];
  if (forecast.kind === "too_little") return labelled([asked, ["forecast", forecastText(forecast)]], options);
  const { basis, jobs, succeeded, chance, durationMs, turns } = forecast;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const spreadText = (spread: Spread | null, text: (value: number) => string, none: string) =>
    spread === null
      ? none
      : `half within ${text(spread.median)}, 9 of 10 within ${text(spread.p90)} (${spread.sample} that succeeded)`;
  return labelled(
    [
      asked,
      ["from", `the newest ${jobs} ${forecastBasisText(basis, view)}`],
      [
        "success",
        `${percent(chance.share)}: ${succeeded} of ${jobs}; the true chance is likely ${percent(chance.low)} to ${percent(chance.high)}`,
      ],
      ["duration", spreadText(durationMs, formatDuration, "too few succeeded to say")],
      ["turns", spreadText(turns, String, "too few succeeded to say, or their agents do not count them")],
    ],
    options,
  );
}
