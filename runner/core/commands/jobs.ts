import { jobInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { isJobActive, isJobFinal, isJobParked } from "../../../shared/machines/job.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Writes } from "../../store/port.ts";
import type { Caller, Core } from "../core.ts";
import { command } from "../idempotency.ts";
import { settleApproval } from "./approvals.ts";
import { queueKeptMessages } from "./kept-messages.ts";
import { findJob, findThread } from "../references.ts";
import { moveJob, subjectOf } from "../transitions.ts";

interface JobAnswer {
  job: Job;
  thread: Thread;
}

/** Into the queue: again a job that failed, was cancelled or is blocked; for the first time one of the backlog. */
export async function retryJob(core: Core, caller: Caller, input: unknown): Promise<JobAnswer> {
  const { jobId } = parseInput(jobInput, input);
  return command(core, caller, "job.retry", { jobId }, async (transaction, now) => {
    const job = await findJob(transaction, jobId);
    const thread = await findThread(transaction, job.threadId);
    if (thread.archivedAt !== null) {
      throw new SpoolError("conflict", "the job's thread is archived", {
        hint: `take it back first: spool thread archive --undo ${thread.id}`,
      });
    }
    // Its run still holds it, though the engine may put such a job back itself: a retry would start a second agent.
    if (isJobActive(job.status)) {
      throw new SpoolError("illegal_transition", `job ${job.id} is ${job.status}: it cannot be retried yet`, {
        hint: `cancel it first: spool job cancel ${job.id}`,
        details: { jobId: job.id, from: job.status, to: "queued" },
      });
    }
    await withdrawQuestions(transaction, job, { by: caller.name, comment: "the job was retried", now });
    const moved = await moveJob(transaction, job, "queued", {
      now,
      reason: `${job.status === "pending" ? "released" : "retried"} by ${caller.name}`,
      attemptsUsed: 0,
      dueAt: null,
      cancelRequestedAt: null,
    });
    return { job: moved, thread: await findThread(transaction, job.threadId) };
  });
}

/**
 * A waiting job is cancelled at once. An active one is marked; the engine ends its processes, parks a checkpoint and
 * then moves it to `cancelled`. What it wanted done on the outside is withdrawn unless it was begun. Cancelling a cancelled job changes nothing; a job that ended otherwise is a `conflict`.
 */
export async function cancelJob(core: Core, caller: Caller, input: unknown): Promise<JobAnswer> {
  const { jobId } = parseInput(jobInput, input);
  return command(core, caller, "job.cancel", { jobId }, async (transaction, now) => {
    const job = await findJob(transaction, jobId);
    const answer = async (changed: Job) => ({ job: changed, thread: await findThread(transaction, job.threadId) });
    if (job.status === "cancelled") return answer(job);
    if (isJobFinal(job.status)) {
      throw new SpoolError("conflict", `job ${job.id} has already ${job.status}`, { details: { status: job.status } });
    }
    const marked = job.cancelRequestedAt === null;
    if (marked) {
      await transaction.events.append(
        [{ type: "job.cancel_requested", ...subjectOf(job), data: { by: caller.name } }],
        now,
      );
    }
    for (const entry of await transaction.outbox.forJob(job.id)) {
      // One that was begun cannot be called back: it ends as it ends, and the log tells how.
      if (entry.state !== "pending") continue;
      await transaction.outbox.update(entry.id, { state: "withdrawn" });
      const { kind, key, runId } = entry;
      const subject = { ...subjectOf(job), ...(runId !== null && { runId }) };
      await transaction.events.append([{ type: "outbox.withdrawn", ...subject, data: { kind, key } }], now);
    }
    if (isJobActive(job.status) && !isJobParked(job)) {
      return answer(marked ? await transaction.jobs.update(job.id, { cancelRequestedAt: now, updatedAt: now }) : job);
    }
    const reason = `cancelled by ${caller.name}`;
    await withdrawQuestions(transaction, job, { by: caller.name, comment: "the job was cancelled", now });
    const cancelled = await moveJob(transaction, job, "cancelled", { now, reason, cancelRequestedAt: now });
    // What was said to an earlier run of it waited for the next one, which now never comes.
    const jobs = await transaction.jobs.forThread(job.threadId);
    if (!jobs.some(({ status }) => isJobActive(status) || status === "retry_queued")) {
      await queueKeptMessages(core, transaction, { threadId: job.threadId, caller, now });
    }
    return answer(cancelled);
  });
}

/** What a job asked before it was put on another way is not asked any more. */
async function withdrawQuestions(
  transaction: Writes,
  job: Job,
  decision: { by: string; comment: string; now: number },
): Promise<void> {
  for (const approval of await transaction.approvals.forJob(job.id)) {
    if (approval.status === "pending")
      await settleApproval(transaction, approval, { status: "cancelled", ...decision });
  }
}
