import type { ApprovalKind, ApprovalStatus } from "../model/approval.ts";
import type { JobStatus } from "../model/job.ts";

/** Nothing goes on before the answer, and the job's clocks stand still. Of the others the agent need not know. */
export function pausesAgent(kind: ApprovalKind): boolean {
  return kind !== "contract" && kind !== "budget" && kind !== "liveness";
}

/** It outlives the run that asked: the run may end by asking, and the job waits without a process. */
export function outlivesRun(kind: ApprovalKind): boolean {
  return kind === "plan" || kind === "contract" || kind === "budget";
}

/** As what a job waits whose run ended by asking this. */
export function parkedAs(kind: ApprovalKind): Extract<JobStatus, "waiting_approval" | "blocked"> {
  return kind === "budget" ? "blocked" : "waiting_approval";
}

/** Where a parked job goes after an answer; undefined when it stays as it is. */
export function afterAnswer(
  kind: ApprovalKind,
  status: Exclude<ApprovalStatus, "pending">,
): Extract<JobStatus, "queued" | "blocked" | "failed"> | undefined {
  switch (status) {
    case "approved":
    case "changes_requested":
      return "queued";
    case "rejected":
      // What a refused contract asks of the agent, to take it back, is work.
      if (kind === "contract") return "queued";
      return kind === "budget" ? "failed" : "blocked";
    case "expired":
      return "blocked";
    case "cancelled":
      return undefined;
  }
}
