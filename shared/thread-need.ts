import type { JobDetail, RunView, ThreadDetail, ThreadSummary } from "./api/views.ts";
import { type Need, needOf } from "./need.ts";
import type { WaitReason } from "./wait-reason.ts";

type Say = (reason: WaitReason) => string;

/** What the newest job of a thread needs, from the thread's row. */
export function needOfThread(summary: ThreadSummary, say?: Say): Need | undefined {
  const { thread, latestJob, latestRun, pendingApprovals, waiting, changes } = summary;
  if (latestJob === null || thread.status === "archived") return undefined;
  const failureClass = latestRun?.jobId === latestJob.id ? latestRun.failureClass : null;
  const isChanged = changes !== null && changes.files > 0;
  return needOf({ job: latestJob, pending: pendingApprovals, waiting, failureClass, isChanged }, say);
}

export function needOfJob({ job, approvals, waiting, runs }: JobDetail): Need | undefined {
  const failureClass = runs.at(-1)?.run.failureClass ?? null;
  return needOf({ job, pending: approvals, waiting, failureClass, isChanged: runs.some(isChanging) });
}

/** What a job of the thread needs, its newest without one; from all that is known of the thread. */
export function needOfDetail(detail: ThreadDetail, job = detail.jobs.at(-1), say?: Say): Need | undefined {
  const { thread, runs, approvals, changes } = detail;
  if (!job || thread.status === "archived") return undefined;
  const waiting = detail.waiting.find(({ jobId }) => jobId === job.id) ?? null;
  const failureClass = runs.findLast(({ run }) => run.jobId === job.id)?.run.failureClass ?? null;
  const isChanged = changes !== null && changes.files > 0;
  return needOf({ job, pending: approvals, waiting, failureClass, isChanged }, say);
}

function isChanging({ checkpoints }: RunView): boolean {
  return checkpoints.some(({ files }) => files > 0);
}
