import type { Approval } from "../../shared/model/approval.ts";
import { noAmounts } from "../../shared/budget/amounts.ts";
import type { BudgetAmounts, BudgetKind } from "../../shared/model/budget.ts";
import { budgetQuestion, grantedBy } from "../../shared/budget/offer.ts";
import type { Writes } from "../store/port.ts";
import { findJob } from "./references.ts";
import { subjectOf } from "./transitions.ts";

/**
 * What a person who approves grants: more of what was used up, to the job or to the day. With it all other questions are
 * answered that ask the same of that day; they are returned.
 */
export async function extendBudget(
  transaction: Writes,
  approval: Approval,
  answer: { choice: string | null; amount: number | null; by: string; now: number },
): Promise<Approval[]> {
  const { by, now } = answer;
  const asked = budgetQuestion.safeParse(approval.payload).data;
  // Not of this version: the next run finds the budget used up and asks again.
  if (!asked) return [];
  const { scope, kind, day } = asked;
  const job = await findJob(transaction, approval.jobId);
  const record = async (amount: number | null) => {
    const data = { scope, kind, amount, by };
    await transaction.events.append([{ type: "budget.extended", ...subjectOf(job), data }], now);
  };
  if (asked.unknownPrice) {
    await transaction.jobs.update(job.id, { allowUnknownPrice: true });
    await record(null);
    return [];
  }
  const amount = grantedBy(asked, answer);
  if (scope === "job" || day === null) {
    const budgetWarned = job.budgetWarned.filter((warned) => warned !== kind);
    await transaction.jobs.update(job.id, { budgetExtra: plus(job.budgetExtra, kind, amount), budgetWarned });
    await record(amount);
    return [];
  }
  const projectId = scope === "project_day" ? job.projectId : null;
  const before = await transaction.budgetDays.get(day, projectId);
  await transaction.budgetDays.put({
    day,
    projectId,
    extra: plus(before?.extra ?? noAmounts, kind, amount),
    warned: (before?.warned ?? []).filter((warned) => warned !== kind),
  });
  await record(amount);
  const same: Approval[] = [];
  for (const other of await transaction.approvals.pending()) {
    if (other.kind !== "budget" || other.id === approval.id) continue;
    const question = budgetQuestion.safeParse(other.payload).data;
    if (question?.scope !== scope || question.kind !== kind || question.day !== day) continue;
    const { projectId: otherProject } = await findJob(transaction, other.jobId);
    if (projectId === null || otherProject === projectId) same.push(other);
  }
  return same;
}

function plus(amounts: BudgetAmounts, kind: BudgetKind, amount: number): BudgetAmounts {
  return { ...amounts, [kind]: amounts[kind] + amount };
}
