import type { Approval } from "../../../shared/model/approval.ts";
import { plan as planSchema } from "../../../shared/model/plan.ts";
import type { PlanRecord } from "../../../shared/panels/plan.ts";

/** The plans of one job out of all that its thread asked, in the order in which they were asked. */
export function plansOf(approvals: readonly Approval[], jobId: string): PlanRecord[] {
  return approvals
    .filter((approval) => approval.kind === "plan" && approval.jobId === jobId)
    .toSorted((a, b) => a.requestedAt - b.requestedAt || (a.id < b.id ? -1 : 1))
    .map(planRecord);
}

/** A plan as the panel shows it. What this version does not know of it is in `rest`, never left out. */
export function planRecord(approval: Approval): PlanRecord {
  const { id, revision, status, requestedAt, decidedAt, decidedBy, comment, comments, payload } = approval;
  const plan = planSchema.safeParse(payload).data ?? null;
  const unknown = plan ? leftOver(payload, plan) : payload;
  const rest = unknown === undefined ? "" : JSON.stringify(unknown, undefined, 2);
  return { approvalId: id, revision, status, requestedAt, decidedAt, decidedBy, comment, comments, plan, rest };
}

/** What is in `whole` and not in `part`, at its place; undefined when there is nothing. Lists are compared by place. */
function leftOver(whole: unknown, part: unknown): unknown {
  if (part === undefined) return whole;
  if (whole === null || typeof whole !== "object" || part === null || typeof part !== "object") return undefined;
  const parts = new Map(Object.entries(part));
  const found = Object.entries(whole).flatMap(([key, value]): [string, unknown][] => {
    const over = leftOver(value, parts.get(key));
    return over === undefined ? [] : [[key, over]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
