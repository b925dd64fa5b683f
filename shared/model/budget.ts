import * as z from "zod";
import { budgetKinds, budgetScopes } from "../budget/amounts.ts";

export type BudgetKind = (typeof budgetKinds)[number];

export type BudgetScope = (typeof budgetScopes)[number];

const amount = z.number().nonnegative().max(1e12);

/** How much more a person grants: dollars, tokens, minutes or turns. */
export const grantedAmount = z
  .number("must be a number: dollars, tokens, minutes or turns")
  .positive("must be more than 0")
  .max(1e9, "must be at most 1000000000");

/** An amount of each kind; also what is added to a limit. */
export const budgetAmounts = z.object({ usd: amount, tokens: amount, minutes: amount, turns: amount });
export type BudgetAmounts = z.infer<typeof budgetAmounts>;

/** Null is no limit. */
export const dayBudget = z.object({
  usd: amount.nullable(),
  tokens: amount.nullable(),
  minutes: amount.nullable(),
  turns: amount.nullable(),
});
export type DayBudget = z.infer<typeof dayBudget>;

/** How far one budget is used. */
export const budgetMeter = z.object({
  scope: z.enum(budgetScopes),
  kind: z.enum(budgetKinds),
  used: amount,
  limit: amount,
  /** Dollars only: some of what was used has no known price and is not in `used`. */
  partlyUnknown: z.boolean(),
});
export type BudgetMeter = z.infer<typeof budgetMeter>;

/** Who pays: by use, or a subscription, whose dollars are not counted. */
export const billing = z.enum(["api", "subscription"]);
export type Billing = z.infer<typeof billing>;

/** The day, its part of the log and what was granted on top of its limits. */
export const budgetDay = z.object({
  /** `2026-11-28`, in the runner's time zone. */
  day: z.string(),
  /** Null: of all projects. */
  projectId: z.string().nullable(),
  extra: budgetAmounts,
  warned: z.array(z.enum(budgetKinds)),
});
export type BudgetDay = z.infer<typeof budgetDay>;
