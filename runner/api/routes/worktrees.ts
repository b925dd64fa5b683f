import type * as z from "zod";
import type { PinInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { listWorktreesInput, pruneInput, worktreeInput } from "../../../shared/api/queries.ts";
import { notFound } from "../../../shared/errors.ts";
import { type Worktree, worktreeStates } from "../../../shared/model/worktree.ts";
import { pinWorktree } from "../../core/commands/records.ts";
import { findProject } from "../../core/references.ts";
import { callerOf, envelope, operator, router, viewer } from "../trpc.ts";

export const worktrees = router({
  /** Oldest first; deleted ones only with `all`. */
  list: viewer.input(listWorktreesInput).query(async ({ ctx, input }): Promise<{ worktrees: Worktree[] }> => {
    const reads = ctx.core.store.read;
    const { threadId, all } = input;
    const project = input.project === undefined ? undefined : await findProject(reads, input.project);
    return {
      worktrees: await reads.worktrees.list({
        ...(threadId !== undefined && { threadId }),
        ...(project && { projectId: project.id }),
        ...(all !== true && { states: worktreeStates.filter((state) => state !== "deleted") }),
      }),
    };
  }),
  get: viewer.input(worktreeInput).query(async ({ ctx, input }): Promise<{ worktree: Worktree }> => {
    const worktree = await ctx.core.store.read.worktrees.get(input.worktreeId);
    if (!worktree) throw notFound("worktree", input.worktreeId);
    return { worktree };
  }),
  pin: operator
    .input(envelope<PinInput>())
    .mutation(({ ctx, input }) => pinWorktree(ctx.core, callerOf(ctx, input), input.request)),
  /** Repeating it removes nothing twice, so it takes a key and needs none. */
  prune: operator
    .input(envelope<z.input<typeof pruneInput>>())
    .mutation(({ ctx, input }) => ctx.services.pruneWorktrees(parseInput(pruneInput, input.request))),
});
