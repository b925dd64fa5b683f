import type { Approval } from "../../../shared/model/approval.ts";
import type { PlanReference } from "../../common/references.ts";
import type { RunnerSession } from "../../common/session/session.ts";

/** A question that waits for somebody, with the thread that it is about. What it is given as is a plan's reference, too. */
export interface Asked extends PlanReference {
  session: RunnerSession;
  threadId: string;
  approvalId: string;
  approval: Approval;
  /** Of the thread; empty when the thread is not known any more. */
  title: string;
}

/** All that a runner's jobs ask now, the longest waiting first. */
export async function readAsked(session: RunnerSession): Promise<Asked[]> {
  const { approvals } = await session.api.approvals.list.query({});
  return Promise.all(
    approvals.map(async (approval) => {
      const { id: approvalId, threadId } = approval;
      const summary = await session.threads.fetch(threadId);
      return { session, threadId, approvalId, approval, title: summary?.thread.title ?? "" };
    }),
  );
}
