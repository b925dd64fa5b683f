import {
  type ContinueThreadInput,
  type CreateThreadInput,
  type SendMessageInput,
  type StartThreadInput,
  threadInput,
  type ThreadInput,
} from "../../../shared/api/inputs.ts";
import {
  blobInput,
  changesInput,
  commitsInput,
  listThreadsInput,
  patchInput,
  treeInput,
} from "../../../shared/api/queries.ts";
import { archiveThread, unarchiveThread } from "../../core/commands/archive-thread.ts";
import { continueThread, createThread, sendMessage, startThread } from "../../core/commands/threads.ts";
import { threadDetail } from "../../core/queries/thread-detail.ts";
import { threadList } from "../../core/queries/thread-list.ts";
import { callerOf, envelope, operator, router, viewer } from "../trpc.ts";

export const threads = router({
  list: viewer.input(listThreadsInput).query(({ ctx, input }) => threadList(ctx.core, input)),
  get: viewer.input(threadInput).query(({ ctx, input }) => threadDetail(ctx.core, input.threadId)),
  changes: viewer.input(changesInput).query(({ ctx, input }) => ctx.services.changes(input)),
  patch: viewer
    .input(patchInput)
    .query(({ ctx, input: { path, ...input } }) =>
      ctx.services.patch({ ...input, ...(path !== undefined && { path }) }),
    ),
  commits: viewer.input(commitsInput).query(({ ctx, input }) => ctx.services.commits(input)),
  tree: viewer.input(treeInput).query(({ ctx, input }) => ctx.services.tree(input)),
  blob: viewer.input(blobInput).query(({ ctx, input }) => ctx.services.blob(input)),
  start: operator
    .input(envelope<StartThreadInput>())
    .mutation(({ ctx, input }) => startThread(ctx.core, callerOf(ctx, input), input.request)),
  create: operator
    .input(envelope<CreateThreadInput>())
    .mutation(({ ctx, input }) => createThread(ctx.core, callerOf(ctx, input), input.request)),
  continue: operator
    .input(envelope<ContinueThreadInput>())
    .mutation(({ ctx, input }) => continueThread(ctx.core, callerOf(ctx, input), input.request)),
  send: operator
    .input(envelope<SendMessageInput>())
    .mutation(({ ctx, input }) => sendMessage(ctx.core, callerOf(ctx, input), input.request)),
  archive: operator
    .input(envelope<ThreadInput>())
    .mutation(({ ctx, input }) => archiveThread(ctx.core, callerOf(ctx, input), input.request)),
  unarchive: operator
    .input(envelope<ThreadInput>())
    .mutation(({ ctx, input }) => unarchiveThread(ctx.core, callerOf(ctx, input), input.request)),
});
