import type { BudgetMeter, DayBudget } from "../model/budget.ts";
import type { Job } from "../model/job.ts";
import type { Run } from "../model/run.ts";
import { noAmounts } from "./amounts.ts";
import { isUnpriced } from "./cost.ts";
import { metersOf, weighedTokens } from "./meters.ts";

const minuteMs = 60_000;

/** What a job may use over all of its runs, without what was granted on top. */
function jobLimits(job: Job): DayBudget {
  return { usd: job.maxCostUsd, tokens: job.maxTokens, minutes: job.maxMinutes, turns: job.maxTurns };
}

/** Over all runs of the job; `runs` as they are now. */
export function jobMeters(job: Job, runs: readonly Run[]): BudgetMeter[] {
  const used = { ...noAmounts };
  for (const run of runs) {
    used.usd += run.costUsd ?? 0;
    used.tokens += weighedTokens(run.tokens);
    used.turns += run.turns;
    used.minutes += run.progress.workedMs / minuteMs;
  }
  return metersOf({
    scope: "job",
    limits: jobLimits(job),
    extra: job.budgetExtra,
    used,
    partlyUnknown: runs.some(({ progress }) => isUnpriced(progress.cost)),
    isSubscription: job.billing === "subscription",
  });
}
