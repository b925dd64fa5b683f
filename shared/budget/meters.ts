import { budgetKinds } from "./amounts.ts";
import type { BudgetAmounts, BudgetKind, BudgetMeter, BudgetScope, DayBudget } from "../model/budget.ts";
import type { Tokens } from "../model/run.ts";

/** From this part of a limit on a warning is due. */
export const warningShare = 0.8;

/** What one scope has used, with the limits that hold for it. */
export interface ScopeUse {
  scope: BudgetScope;
  limits: DayBudget;
  /** Granted on top of the limits. */
  extra: BudgetAmounts;
  used: BudgetAmounts;
  /** Some of what was used has no known price. */
  partlyUnknown: boolean;
  /** Dollars do not count: a subscription pays. */
  isSubscription: boolean;
}

/** Read from a cache, input costs about a tenth at every vendor: so it weighs a tenth. */
const cachedWeight = 0.1;

export function weighedTokens({ input, cachedInput, output }: Tokens): number {
  return Math.round(input + output + cachedInput * cachedWeight);
}

/** One meter for each limit that is set. */
export function metersOf(use: ScopeUse): BudgetMeter[] {
  return budgetKinds.flatMap((kind) => {
    const limit = use.limits[kind];
    if (limit === null || (kind === "usd" && use.isSubscription)) return [];
    const partlyUnknown = kind === "usd" && use.partlyUnknown;
    return [{ scope: use.scope, kind, used: use.used[kind], limit: limit + use.extra[kind], partlyUnknown }];
  });
}

export function isUsedUp(meter: BudgetMeter): boolean {
  // Sums of fractions: a hundredth of a cent short of the bar is the bar.
  return meter.used >= meter.limit - (meter.kind === "usd" ? 1e-4 : 0);
}

export function isNearlyUsedUp(meter: BudgetMeter): boolean {
  return meter.used >= meter.limit * warningShare;
}

/** The meter of a kind that leaves the least. */
export function tightest(meters: readonly BudgetMeter[], kind: BudgetKind): BudgetMeter | undefined {
  return meters
    .filter((meter) => meter.kind === kind)
    .reduce<BudgetMeter | undefined>(
      (least, meter) => (least && left(least) <= left(meter) ? least : meter),
      undefined,
    );
}

export function left({ used, limit }: BudgetMeter): number {
  return Math.max(0, limit - used);
}
