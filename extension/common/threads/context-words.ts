import type { ThreadSummary } from "../../../shared/api/views.ts";
import { hasPendingPlan } from "../plan/pending-plans.ts";
import { isJobActive, isJobWaiting } from "../../../shared/machines/job.ts";
import { needOfThread } from "../../../shared/thread-need.ts";
import type { JobStatus } from "../../../shared/model/job.ts";

/**
 * Words of a row's `contextValue`, which menus look for: what the row is, and what can be done with it. One word each, no
 * hyphens, since menus look for whole words.
 */
export function threadWords(summary: ThreadSummary, marks: { pinned: boolean; unread: boolean }): string {
  const { thread, latestJob, pendingApprovals, changes } = summary;
  return [
    "thread",
    thread.status === "archived" ? "archived" : "kept",
    marks.pinned ? "pinned" : "loose",
    marks.unread ? "unread" : "read",
    pendingApprovals.length > 0 && "asks",
    hasPendingPlan(summary) && "planned",
    (needOfThread(summary)?.actions.length ?? 0) > 0 && "needing",
    changes && changes.files > 0 && "changed",
    ...(latestJob ? jobWords(latestJob.status) : []),
  ]
    .filter(Boolean)
    .join(" ");
}

/** What may be done with a job in this status. */
export function jobWords(status: JobStatus): string[] {
  const words: string[] = [];
  if (isJobActive(status) || isJobWaiting(status) || status === "pending" || status === "blocked")
    words.push("cancellable");
  if (status === "failed" || status === "cancelled" || status === "blocked") words.push("retryable");
  if (isJobWaiting(status) || status === "pending" || status === "blocked") words.push("switchable");
  if (status === "pending") words.push("releasable");
  if (status === "succeeded") words.push("succeeded");
  return words;
}
