import type { NewEvent } from "../../shared/events/catalogue.ts";
import { SpoolError } from "../../shared/errors.ts";
import { canMoveJob, isJobActive, isJobFinal } from "../../shared/machines/job.ts";
import { deriveThreadStatus } from "../../shared/machines/thread.ts";
import type { Job, JobStatus } from "../../shared/model/job.ts";
import type { Thread } from "../../shared/model/thread.ts";
import { firstLine } from "../../shared/text.ts";
import type { Writes } from "../store/port.ts";
import { someIsHeld } from "./held-agents.ts";

/** The ids every event about a job carries. */
export function subjectOf(job: Job): { projectId: string; threadId: string; jobId: string } {
  return { projectId: job.projectId, threadId: job.threadId, jobId: job.id };
}

/**
 * The one way a job changes status: checks the move, writes it with its event, and derives the thread's status anew.
 * `parked`: its run ended by asking, and nobody holds it meanwhile.
 * Error: `illegal_transition`.
 */
export async function moveJob(
  transaction: Writes,
  job: Job,
  to: JobStatus,
  change: { reason?: string | null; now: number; parked?: boolean } & Partial<
    Pick<Job, "dueAt" | "summary" | "attemptsUsed" | "cancelRequestedAt">
  >,
): Promise<Job> {
  const { now, reason = null, parked = false, ...rest } = change;
  if (!canMoveJob(job.status, to)) {
    throw new SpoolError("illegal_transition", `job ${job.id} is ${job.status}: it cannot become ${to}`, {
      details: { jobId: job.id, from: job.status, to },
    });
  }
  const held = isJobActive(to) && !parked;
  const moved = await transaction.jobs.update(job.id, {
    ...rest,
    status: to,
    reason: reason && firstLine(reason, 500),
    updatedAt: now,
    ...(isJobFinal(to) ? { finishedAt: now } : { finishedAt: null }),
    ...(!held && { owner: null, leaseUntil: null }),
  });
  await transaction.events.append(
    [{ type: "job.status", ...subjectOf(job), data: { from: job.status, to, reason: moved.reason } }],
    now,
  );
  await refreshThread(transaction, job.threadId, now);
  return moved;
}

/** Writes the thread's status as its facts make it, with an event when it changed. */
export async function refreshThread(transaction: Writes, threadId: string, now: number): Promise<Thread> {
  const thread = await transaction.threads.get(threadId);
  if (!thread) throw new SpoolError("internal", `thread ${threadId} is gone`);
  const jobs = await transaction.jobs.forThread(threadId);
  const status = deriveThreadStatus({
    archived: thread.archivedAt !== null,
    jobs: jobs.map((job) => job.status),
    held: await someIsHeld(transaction, jobs),
  });
  if (status === thread.status) return transaction.threads.update(threadId, { updatedAt: now });
  const event: NewEvent = {
    type: "thread.status",
    projectId: thread.projectId,
    threadId,
    data: { from: thread.status, to: status },
  };
  await transaction.events.append([event], now);
  return transaction.threads.update(threadId, { status, updatedAt: now });
}
