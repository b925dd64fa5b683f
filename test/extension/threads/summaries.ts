import type { ApprovalSummary, ThreadSummary } from "../../../shared/api/views.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { jobRow, runRow, threadRow } from "../../builders/rows.ts";

/** A row of the thread list, its job in the given status. */
export function summaryOf(
  id: string,
  change: {
    thread?: Partial<Thread>;
    job?: Partial<Job> | null;
    run?: Parameters<typeof runRow>[0];
    project?: string;
    asks?: Partial<ApprovalSummary>[];
    waiting?: ThreadSummary["waiting"];
    changes?: ThreadSummary["changes"];
  } = {},
): ThreadSummary {
  const { job = {} } = change;
  return {
    thread: threadRow({ id, title: `Thread ${id}`, branch: `spool/${id}`, ...change.thread }),
    project: change.project ?? "demo",
    latestJob: job === null ? null : jobRow({ id: `job_${id}`, threadId: id, ...job }),
    latestRun: change.run ? runRow({ threadId: id, ...change.run }) : null,
    waiting: change.waiting ?? null,
    pendingApprovals: (change.asks ?? []).map((asked) => ({ ...approval, threadId: id, ...asked })),
    changes: change.changes ?? null,
  };
}

const approval: ApprovalSummary = {
  id: "apr_1",
  threadId: "thr_1",
  jobId: "job_1",
  runId: null,
  kind: "permission",
  requestKey: "1",
  title: "run npm install",
  revision: "r",
  status: "pending",
  requestedAt: 0,
  decidedAt: null,
  decidedBy: null,
  comment: null,
  choice: null,
  expiresAt: null,
};
