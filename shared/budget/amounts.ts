import type { BudgetAmounts, DayBudget } from "../model/budget.ts";

/** What a budget counts. `tokens` are weighed (see `weighedTokens`), `minutes` are working time. */
export const budgetKinds = ["usd", "tokens", "minutes", "turns"] as const;

/** Over what it counts: all runs of a job, a project's day, the runner's day. */
export const budgetScopes = ["job", "project_day", "runner_day"] as const;

export const noDayBudget: DayBudget = { usd: null, tokens: null, minutes: null, turns: null };
export const noAmounts: BudgetAmounts = { usd: 0, tokens: 0, minutes: 0, turns: 0 };
