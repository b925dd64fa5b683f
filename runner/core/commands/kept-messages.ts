import { SpoolError } from "../../../shared/errors.ts";
import type { Writes } from "../../store/port.ts";
import type { Caller, Core } from "../core.ts";
import { findThread } from "../references.ts";
import { queueMessage } from "./threads.ts";

/** Makes the thread's next jobs of what no agent took, when nothing of the thread goes on that still may take it. */
export async function queueKeptMessages(
  core: Core,
  transaction: Writes,
  request: { threadId: string; caller: Caller; now: number },
): Promise<void> {
  const { threadId, caller, now } = request;
  const kept = await transaction.messages.kept(threadId);
  if (kept.length === 0) return;
  const thread = await findThread(transaction, threadId);
  const project = await transaction.projects.get(thread.projectId);
  if (!project || project.removedAt !== null || thread.archivedAt !== null) return;
  for (const message of kept) {
    try {
      await queueMessage(core, transaction, { message, thread, caller, now });
    } catch (error) {
      // Refused before anything was written, say because its agent left the configuration. What brought us here, the end
      // of a run above all, must not fail for it: the message stays kept, and that is seen.
      if (!SpoolError.is(error, "invalid_input")) throw error;
      const data = { code: "message", text: `a message is kept that could not become a job: ${error.message}` };
      const subject = { projectId: thread.projectId, threadId };
      await transaction.events.append([{ type: "warning", ...subject, data }], now);
    }
  }
}
