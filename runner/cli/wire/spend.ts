import type { SpendView } from "../../../shared/api/views.ts";
import type { SpendSum } from "../../../shared/model/spend.ts";

/** As `--json` writes it. `cost_usd` is null where nothing is known; `unknown_runs` are not, or not wholly, in it. */
export function wireSpend({ by, from, to, timeZone, rows, total }: SpendView) {
  const named = rows.map(({ group, ...sum }) => ({ [by]: group === "" ? null : group, ...wireSum(sum) }));
  return { by, from, to, time_zone: timeZone, rows: named, total: wireSum(total) };
}

function wireSum({ runs, turns, workedMs, tokens, usd, unknownRuns, subscriptionRuns }: SpendSum) {
  return {
    runs,
    turns,
    worked_ms: workedMs,
    tokens: { input: tokens.input, cached_input: tokens.cachedInput, output: tokens.output },
    cost_usd: usd,
    unknown_runs: unknownRuns,
    subscription_runs: subscriptionRuns,
  };
}
