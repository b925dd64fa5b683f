import type { JobStatus } from "../model/job.ts";

/** Where a job may go from each status. A pair that is not here cannot be written. */
const transitions: Record<JobStatus, readonly JobStatus[]> = {
  pending: ["queued", "cancelled"],
  queued: ["preparing", "pending", "blocked", "cancelled"],
  preparing: ["running", "verifying", "retry_queued", "succeeded", "failed", "blocked", "cancelled"],
  running: ["verifying", "waiting_approval", "retry_queued", "succeeded", "failed", "blocked", "cancelled"],
  verifying: ["running", "retry_queued", "succeeded", "failed", "blocked", "cancelled"],
  waiting_approval: ["running", "queued", "retry_queued", "failed", "blocked", "cancelled"],
  retry_queued: ["preparing", "failed", "blocked", "cancelled"],
  succeeded: [],
  failed: ["queued"],
  blocked: ["queued", "cancelled", "failed"],
  cancelled: ["queued"],
};

export function canMoveJob(from: JobStatus, to: JobStatus): boolean {
  return transitions[from].includes(to);
}

/** A run holds the job, with a slot in its lanes, or it is parked between two of its runs. */
export function isJobActive(status: JobStatus): boolean {
  return status === "preparing" || status === "running" || status === "verifying" || status === "waiting_approval";
}

/** Its run ended by asking a person: it has no process and no slot, but its thread waits with it. */
export function isJobParked(job: { status: JobStatus; owner: string | null }): boolean {
  return job.status === "waiting_approval" && job.owner === null;
}

export function isJobWaiting(status: JobStatus): boolean {
  return status === "queued" || status === "retry_queued";
}

export function isJobFinal(status: JobStatus): boolean {
  return status === "succeeded" || status === "failed" || status === "cancelled";
}
