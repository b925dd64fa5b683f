import { type SetDraftInput, threadInput } from "../../../shared/api/inputs.ts";
import type { Draft } from "../../../shared/model/draft.ts";
import { setDraft } from "../../core/commands/drafts.ts";
import { findThread } from "../../core/references.ts";
import { callerOf, envelope, operator, router, viewer } from "../trpc.ts";

export const drafts = router({
  list: viewer.input(threadInput).query(async ({ ctx, input }): Promise<{ drafts: Draft[] }> => {
    const { read } = ctx.core.store;
    await findThread(read, input.threadId);
    return { drafts: await read.drafts.forThread(input.threadId) };
  }),
  /** The last one to write wins. Empty text removes. */
  set: operator
    .input(envelope<SetDraftInput>())
    .mutation(({ ctx, input }) => setDraft(ctx.core, callerOf(ctx, input), input.request)),
});
