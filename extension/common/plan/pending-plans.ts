import type { ApprovalSummary, ThreadSummary } from "../../../shared/api/views.ts";
import type { RunnerSession } from "../session/session.ts";

export interface PendingPlan {
  session: RunnerSession;
  summary: ThreadSummary;
  approval: ApprovalSummary;
}

/** The plans that wait for somebody, the one that waits longest first. */
export function pendingPlans(sessions: readonly RunnerSession[]): PendingPlan[] {
  return sessions
    .flatMap((session) => session.threads.all().map((summary) => ({ session, summary })))
    .flatMap(({ session, summary }) =>
      summary.pendingApprovals
        .filter(({ kind }) => kind === "plan")
        .map((approval) => ({ session, summary, approval })),
    )
    .toSorted((a, b) => a.approval.requestedAt - b.approval.requestedAt);
}

/** Whether a person is to decide on a plan of this thread. */
export function hasPendingPlan({ pendingApprovals }: Pick<ThreadSummary, "pendingApprovals">): boolean {
  return pendingApprovals.some(({ kind }) => kind === "plan");
}

/** Which plan of a thread is meant when none is named: the newest that waits, else the newest of all. */
export function planMeant<Approval extends Pick<ApprovalSummary, "id" | "kind" | "status">>(
  approvals: readonly Approval[],
  approvalId: string | undefined,
): Approval | undefined {
  const plans = approvals.filter(({ kind }) => kind === "plan");
  if (approvalId !== undefined) return plans.find(({ id }) => id === approvalId);
  return plans.findLast(({ status }) => status === "pending") ?? plans.at(-1);
}
