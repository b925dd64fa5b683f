import type { Caller, Core } from "../core.ts";
import { queueUntaken, settleApproval } from "./approvals.ts";

/**
 * Ends the questions that nobody answered in their time, by the runner's clock. Returns when the next one is due, in epoch
 * milliseconds; undefined when none is.
 */
export async function expireApprovals(core: Core, caller: Caller): Promise<number | undefined> {
  const now = core.clock.now();
  const ending = (await core.store.read.approvals.pending()).filter(({ expiresAt }) => expiresAt !== null);
  for (const { id, expiresAt } of ending) {
    if (expiresAt === null || expiresAt > now) continue;
    await core.store.write(async (transaction) => {
      const approval = await transaction.approvals.get(id);
      // Answered since it was looked for: that answer stands.
      if (approval?.status !== "pending") return;
      const hours = Math.round((expiresAt - approval.requestedAt) / 36_000) / 100;
      const comment = `nobody answered within ${hours} h`;
      await settleApproval(transaction, approval, { status: "expired", by: caller.name, comment, now });
      await queueUntaken(core, transaction, { jobId: approval.jobId, caller, now });
    });
  }
  const later = ending.flatMap(({ expiresAt }) => (expiresAt === null || expiresAt <= now ? [] : [expiresAt]));
  return later.length === 0 ? undefined : Math.min(...later);
}
