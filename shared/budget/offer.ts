import { budgetAmountText, budgetMeterText } from "../budget-words.ts";
import type { ApprovalChoice } from "../model/approval.ts";
import { budgetKinds, budgetScopes } from "./amounts.ts";
import type { BudgetKind, BudgetMeter } from "../model/budget.ts";
import * as z from "zod";

/** What a used-up budget asks, as the payload of its approval. */
export const budgetQuestion = z.object({
  scope: z.enum(budgetScopes),
  kind: z.enum(budgetKinds),
  used: z.number(),
  limit: z.number(),
  /** Of the day's scopes. */
  day: z.string().nullable(),
  /** The dollars used are not known; to go on is to go on without counting them. */
  unknownPrice: z.boolean(),
  /** What each choice adds. */
  amounts: z.record(z.string(), z.number()),
});
export type BudgetQuestion = z.infer<typeof budgetQuestion>;

/** What a plain yes grants. */
const usual = "extend_same";
const goOnUnpriced = "without_dollars";

/** The least that is worth asking again for. */
const smallest: Record<BudgetKind, number> = { usd: 0.01, tokens: 1_000, minutes: 1, turns: 1 };

function rounded(kind: BudgetKind, amount: number): number {
  const value = kind === "usd" ? Math.round(amount * 100) / 100 : Math.ceil(amount);
  return Math.max(smallest[kind], value);
}

/** `base`: the limit before anything was granted; half of it, as much again, and four times it are offered. */
export function offer(
  meter: BudgetMeter,
  base: number,
  day: string | null,
): { title: string; payload: BudgetQuestion & { choices: ApprovalChoice[] } } {
  const { scope, kind, used, limit } = meter;
  const shares = { extend_half: 0.5, extend_same: 1, extend_much: 4 };
  const amounts: Record<string, number> = {};
  const choices: ApprovalChoice[] = [];
  for (const [id, share] of Object.entries(shares)) {
    const amount = rounded(kind, base * share);
    amounts[id] = amount;
    choices.push({ id, label: `Extend by ${budgetAmountText(kind, amount)}`, decision: "approve" });
  }
  choices.push({ id: "stop", label: "Stop the job", decision: "reject" });
  const title = `Used up: ${budgetMeterText(meter)}`;
  return { title, payload: { scope, kind, used, limit, day, unknownPrice: false, amounts, choices } };
}

/** A dollar limit holds, and nobody knows what the model costs. */
export function offerUnpriced(
  meter: BudgetMeter,
  model: string | null,
): { title: string; payload: BudgetQuestion & { choices: ApprovalChoice[] } } {
  const { scope, kind, used, limit } = meter;
  const choices: ApprovalChoice[] = [
    { id: goOnUnpriced, label: "Go on without counting dollars", decision: "approve" },
    { id: "stop", label: "Stop the job", decision: "reject" },
  ];
  return {
    title: `The price of ${model ?? "the agent's model"} is not known, and dollars are limited`,
    payload: { scope, kind, used, limit, day: null, unknownPrice: true, amounts: {}, choices },
  };
}

/** How much an answer grants: what it says, else what it chose, else as much as there was. */
export function grantedBy(
  { kind, amounts }: Pick<BudgetQuestion, "kind" | "amounts">,
  answer: { choice: string | null; amount: number | null },
): number {
  // As it was said: rounded up, a person would grant more than they meant to.
  if (answer.amount !== null) return kind === "tokens" || kind === "turns" ? Math.ceil(answer.amount) : answer.amount;
  return rounded(kind, amounts[answer.choice ?? usual] ?? amounts[usual] ?? 0);
}
