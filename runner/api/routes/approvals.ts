import type { DecideApprovalInput } from "../../../shared/api/inputs.ts";
import { approvalInput, listApprovalsInput } from "../../../shared/api/queries.ts";
import type { ApprovalDetail } from "../../../shared/api/views.ts";
import { notFound } from "../../../shared/errors.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import { decideApproval } from "../../core/commands/approvals.ts";
import { findThread } from "../../core/references.ts";
import { callerOf, envelope, operator, router, viewer } from "../trpc.ts";

export const approvals = router({
  /** Pending ones, oldest first; `all` adds the settled ones of a thread. */
  list: viewer.input(listApprovalsInput).query(async ({ ctx, input }): Promise<{ approvals: Approval[] }> => {
    const reads = ctx.core.store.read;
    if (input.threadId === undefined) return { approvals: await reads.approvals.pending() };
    await findThread(reads, input.threadId);
    const ofThread = await reads.approvals.forThread(input.threadId);
    return { approvals: ofThread.filter((approval) => input.all === true || approval.status === "pending") };
  }),
  get: viewer.input(approvalInput).query(async ({ ctx, input }): Promise<ApprovalDetail> => {
    const reads = ctx.core.store.read;
    const seq = await reads.events.lastSeq();
    const approval = await reads.approvals.get(input.approvalId);
    if (!approval) throw notFound("approval", input.approvalId);
    return { seq, approval };
  }),
  decide: operator
    .input(envelope<DecideApprovalInput>())
    .mutation(({ ctx, input }) => decideApproval(ctx.core, callerOf(ctx, input), input.request)),
});
