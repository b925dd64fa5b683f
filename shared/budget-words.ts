import type { NewEvent } from "./events/catalogue.ts";
import type { BudgetKind, BudgetMeter, BudgetScope } from "./model/budget.ts";

export function budgetAmountText(kind: BudgetKind, amount: number): string {
  switch (kind) {
    case "usd":
      return `$${amount.toFixed(2)}`;
    case "tokens":
      return `${Math.round(amount).toLocaleString("en-US")} tokens`;
    case "minutes":
      return `${Number(amount.toFixed(1))} min`;
    case "turns":
      return `${Math.round(amount)} ${Math.round(amount) === 1 ? "turn" : "turns"}`;
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

/** `$4.02 of $5.00 of the job's budget`. */
export function budgetMeterText({ scope, kind, used, limit }: Pick<BudgetMeter, "scope" | "kind" | "used" | "limit">) {
  return `${budgetAmountText(kind, used)} of ${budgetAmountText(kind, limit)} of ${budgetScopeText(scope)}`;
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
