import type { NewEvent } from "./events/catalogue.ts";
import type { BudgetKind, BudgetMeter, BudgetScope } from "./model/budget.ts";
import type { Run } from "./model/run.ts";
import { formatCost } from "./units.ts";

export function budgetAmountText(kind: BudgetKind, amount: number): string {
  const shown = amountOf(kind, amount);
  switch (kind) {
    case "usd":
      return shown;
    case "tokens":
      return `${shown} tokens`;
    case "minutes":
      return `${shown} min`;
    case "turns":
      return `${shown} ${shown === "1" ? "turn" : "turns"}`;
  }
}

/** Without its unit where that is a word. */
function amountOf(kind: BudgetKind, amount: number): string {
  switch (kind) {
    case "usd":
      return formatCost(amount);
    case "tokens":
      return Math.round(amount).toLocaleString("en-US");
    case "minutes":
      return String(Number(amount.toFixed(1)));
    case "turns":
      return String(Math.round(amount));
  }
}

function budgetScopeText(scope: BudgetScope): string {
  switch (scope) {
    case "job":
      return "the job's budget";
    case "project_day":
      return "the project's budget for the day";
    case "runner_day":
      return "the runner's budget for the day";
  }
}

/** `$4.02 of $5.00`, `3 of 10 turns`; dollars that nobody knows are said to be unknown. */
export function budgetUseText({ kind, used, limit, partlyUnknown }: Omit<BudgetMeter, "scope">): string {
  const most = budgetAmountText(kind, limit);
  if (partlyUnknown) return used > 0 ? `${budgetAmountText(kind, used)} and unknown of ${most}` : `unknown of ${most}`;
  return kind === "usd" ? `${budgetAmountText(kind, used)} of ${most}` : `${amountOf(kind, used)} of ${most}`;
}

/** `$4.02 of $5.00 of the job's budget`. */
export function budgetMeterText(meter: BudgetMeter): string {
  return `${budgetUseText(meter)} of ${budgetScopeText(meter.scope)}`;
}

/** What a run cost: dollars as far as they are known, unknown, or none of its own. */
export function runCostText({ costUsd, costSource }: Pick<Run, "costUsd" | "costSource">): string {
  if (costSource === "subscription") return "subscription";
  return costSource === "unknown" && costUsd !== null ? `${formatCost(costUsd)} and unknown` : formatCost(costUsd);
}

type BudgetEvent = Extract<NewEvent, { type: "budget.warning" | "budget.used_up" | "budget.extended" }>;

/** One line for timelines. */
export function budgetEventText(event: BudgetEvent): string {
  switch (event.type) {
    case "budget.warning":
      return `${budgetMeterText(event.data)} used`;
    case "budget.used_up":
      return event.data.unknownPrice
        ? "dollars are limited, and the price of the model is not known: the agent is stopped"
        : `${budgetMeterText(event.data)} used: the agent is stopped`;
    case "budget.extended": {
      const { scope, kind, amount, by } = event.data;
      if (amount === null) return `${by} lets it go on without counting dollars`;
      return `${by} extends ${budgetScopeText(scope)} by ${budgetAmountText(kind, amount)}`;
    }
  }
}
