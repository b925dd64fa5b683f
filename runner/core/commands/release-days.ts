import { budgetQuestion } from "../../../shared/budget/offer.ts";
import { dayOf, nextDayAt } from "../../../shared/budget/day.ts";
import type { Core } from "../core.ts";
import { settleApproval } from "./approvals.ts";

/**
 * Lets go on what a budget of a day that is over has stopped. Returns when the day ends for which others wait, epoch
 * milliseconds; undefined when none do.
 */
export async function releaseEndedDays(core: Core): Promise<number | undefined> {
  const { timeZone } = core.limits();
  const today = dayOf(core.clock.now(), timeZone);
  const asked = (await core.store.read.approvals.pending()).flatMap((approval) => {
    const day = approval.kind === "budget" ? budgetQuestion.safeParse(approval.payload).data?.day : undefined;
    return day == null ? [] : [{ id: approval.id, day }];
  });
  const ended = asked.filter(({ day }) => day < today);
  if (ended.length > 0) {
    await core.store.write(async (transaction) => {
      const now = core.clock.now();
      for (const { id } of ended) {
        const approval = await transaction.approvals.get(id);
        if (approval?.status !== "pending") continue;
        await settleApproval(transaction, approval, { status: "approved", by: "spool", comment: "a new day", now });
      }
    });
  }
  return asked.length > ended.length ? nextDayAt(core.clock.now(), timeZone) : undefined;
}
