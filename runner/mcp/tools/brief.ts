import type { ThreadSummary } from "../../../shared/api/views.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { oneLine } from "../bound.ts";

type Changes = ThreadSummary["changes"];

/** What a model needs of a thread to speak of it and to use the next tool. */
export function threadBrief(thread: Thread) {
  const { id, title, status, branch, baseBranch, labels, archivedAt } = thread;
  return { id, title, status, branch, baseBranch, labels, archived: archivedAt !== null };
}

export function jobBrief(job: Pick<Job, "id" | "type" | "title" | "status" | "reason">) {
  const { id, type, title, status, reason } = job;
  return { id, type, title, status, reason };
}

/** Of a question to a person: enough to tell that person of it. */
export function approvalBrief({ id, jobId, kind, title }: Pick<Approval, "id" | "jobId" | "kind" | "title">) {
  return { id, jobId, kind, title };
}

export function changesText(changes: Changes): string {
  return changes === null ? "" : ` +${changes.additions} -${changes.deletions} in ${changes.files} files`;
}

export function askedText(approvals: readonly Pick<Approval, "title">[]): string {
  return approvals.map(({ title }) => ` · waits for a person: ${oneLine(title)}`).join("");
}

export function jobText({ id, type, status }: Pick<Job, "id" | "type" | "status">): string {
  return `job ${id} (${type}) is ${status}`;
}
