import { attachEventInput, pinInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { notFound, SpoolError } from "../../../shared/errors.ts";
import type { ExternalEvent } from "../../../shared/model/records.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import type { Caller, Core } from "../core.ts";
import { command } from "../idempotency.ts";
import { findThread } from "../references.ts";

const payloadLimit = 256 * 1024;

/** Keeps a signal from outside on the thread's timeline. */
export async function attachEvent(
  core: Core,
  caller: Caller,
  input: unknown,
): Promise<{ thread: Thread; event: ExternalEvent }> {
  const request = parseInput(attachEventInput, input);
  if (JSON.stringify(request.payload).length > payloadLimit) {
    throw new SpoolError("invalid_input", `payload: larger than ${payloadLimit / 1024} KiB`, {
      details: { field: "payload" },
    });
  }
  return command(core, caller, "thread.event.attach", request, async (transaction, now) => {
    const thread = await findThread(transaction, request.threadId);
    const event: ExternalEvent = { ...request, id: core.ids.make("externalEvent"), createdAt: now };
    await transaction.externalEvents.insert(event);
    const data = { externalEventId: event.id, sourceKind: event.sourceKind, eventType: event.eventType };
    const subject = { projectId: thread.projectId, threadId: thread.id };
    await transaction.events.append([{ type: "thread.external_event", ...subject, data }], now);
    return { thread, event };
  });
}

/** A pinned worktree is kept whatever its retention says. */
export async function pinWorktree(core: Core, caller: Caller, input: unknown): Promise<{ worktree: Worktree }> {
  const request = parseInput(pinInput, input);
  return command(core, caller, "worktree.pin", request, async (transaction, now) => {
    const worktree = await transaction.worktrees.get(request.worktreeId);
    if (!worktree) throw notFound("worktree", request.worktreeId);
    if (worktree.state === "deleted" || worktree.state === "deleting") {
      throw new SpoolError("conflict", "this worktree is already deleted", {
        hint: "its work is in the thread's checkpoints",
      });
    }
    if (worktree.pinned === request.pinned) return { worktree };
    const subject = {
      projectId: worktree.projectId,
      ...(worktree.threadId !== null && { threadId: worktree.threadId }),
    };
    const data = { worktreeId: worktree.id, pinned: request.pinned, by: caller.name };
    await transaction.events.append([{ type: "worktree.pinned", ...subject, data }], now);
    return { worktree: await transaction.worktrees.update(worktree.id, { pinned: request.pinned }) };
  });
}
