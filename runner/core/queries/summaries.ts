import type { ApprovalSummary, JobSummary } from "../../../shared/api/views.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import type { Job } from "../../../shared/model/job.ts";

/** A list of 200 threads must not carry 200 instructions of 200 kB each. */
export function jobSummary(job: Job): JobSummary {
  const { instruction: _i, acceptance: _a, prompt: _p, metadata: _m, verify: _v, ...summary } = job;
  return summary;
}

export function approvalSummary(approval: Approval): ApprovalSummary {
  const { payload: _p, comments: _c, ...summary } = approval;
  return summary;
}
