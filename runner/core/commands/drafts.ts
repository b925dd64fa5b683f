import { setDraftInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { notFound } from "../../../shared/errors.ts";
import type { Draft } from "../../../shared/model/draft.ts";
import type { Writes } from "../../store/port.ts";
import type { Caller, Core } from "../core.ts";
import { command } from "../idempotency.ts";
import { findThread } from "../references.ts";

/** What is answered and kept for repeats never holds the text: a draft that was removed is gone. */
type KeptDraft = Omit<Draft, "text">;

/**
 * Keeps what somebody has written so far; no text removes it. No event tells of it: nobody else is to act on it. Errors:
 * `not_found` for an unknown thread, and for a plan that is not one of it.
 */
export async function setDraft(core: Core, caller: Caller, input: unknown): Promise<{ draft: KeptDraft | null }> {
  const request = parseInput(setDraftInput, input);
  return command(core, caller, "draft.set", request, async (transaction, now) => {
    const { threadId, key, text } = request;
    await findThread(transaction, threadId);
    if (text === "") {
      await transaction.drafts.remove(threadId, key);
      return { draft: null };
    }
    await mustBePlace(transaction, threadId, key);
    const kept = { threadId, key, updatedAt: now, by: caller.name };
    await transaction.drafts.put({ ...kept, text });
    return { draft: kept };
  });
}

async function mustBePlace(transaction: Writes, threadId: string, key: string): Promise<void> {
  if (!key.startsWith("plan:")) return;
  const approvalId = key.slice("plan:".length);
  const approval = await transaction.approvals.get(approvalId);
  if (approval?.threadId !== threadId || approval.kind !== "plan") throw notFound("plan", approvalId);
}
