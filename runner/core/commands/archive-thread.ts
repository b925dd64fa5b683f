import { threadInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { isJobActive, isJobWaiting } from "../../../shared/machines/job.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Caller, Core } from "../core.ts";
import { command } from "../idempotency.ts";
import { findThread } from "../references.ts";
import { refreshThread } from "../transitions.ts";

/** Puts a thread away. Its jobs must have ended or be cancelled first. */
export async function archiveThread(core: Core, caller: Caller, input: unknown): Promise<{ thread: Thread }> {
  const request = parseInput(threadInput, input);
  return command(core, caller, "thread.archive", request, async (transaction, now) => {
    const thread = await findThread(transaction, request.threadId);
    if (thread.archivedAt !== null) return { thread };
    const jobs = await transaction.jobs.forThread(thread.id);
    const busy = jobs.find((job) => isJobActive(job.status) || isJobWaiting(job.status));
    if (busy) {
      throw new SpoolError("conflict", `job ${busy.id} of this thread is ${busy.status}`, {
        hint: `wait for it, or cancel it: spool job cancel ${busy.id}`,
      });
    }
    await transaction.threads.update(thread.id, { archivedAt: now });
    await transaction.events.append(
      [{ type: "thread.archived", projectId: thread.projectId, threadId: thread.id, data: { by: caller.name } }],
      now,
    );
    return { thread: await refreshThread(transaction, thread.id, now) };
  });
}

/** Takes a thread back that was put away; its status is what its jobs make it. */
export async function unarchiveThread(core: Core, caller: Caller, input: unknown): Promise<{ thread: Thread }> {
  const request = parseInput(threadInput, input);
  return command(core, caller, "thread.unarchive", request, async (transaction, now) => {
    const thread = await findThread(transaction, request.threadId);
    if (thread.archivedAt === null) return { thread };
    await transaction.threads.update(thread.id, { archivedAt: null });
    await transaction.events.append(
      [{ type: "thread.unarchived", projectId: thread.projectId, threadId: thread.id, data: { by: caller.name } }],
      now,
    );
    return { thread: await refreshThread(transaction, thread.id, now) };
  });
}
