import type { PlanRecord } from "../../../../shared/panels/plan.ts";
import type { IconName } from "../../../ui/icon-names.ts";

/** `plan 2`; one that cannot be read has no number. */
export function planName({ plan }: Pick<PlanRecord, "plan">): string {
  return plan ? `plan ${plan.number}` : "a plan that cannot be read";
}

interface StatusLook {
  icon: IconName;
  tone: string;
  /** After which `by …` may come. */
  word: string;
}

/** What became of a plan. */
export function statusLook(status: PlanRecord["status"]): StatusLook {
  switch (status) {
    case "pending":
      return { icon: "question", tone: "warning", word: "Waits for a decision" };
    case "approved":
      return { icon: "pass", tone: "good", word: "Approved" };
    case "rejected":
      return { icon: "circle-slash", tone: "bad", word: "Rejected" };
    case "changes_requested":
      return { icon: "comment-discussion", tone: "warning", word: "Changes requested" };
    case "expired":
      return { icon: "watch", tone: "quiet", word: "Expired" };
    case "cancelled":
      return { icon: "close", tone: "quiet", word: "Cancelled" };
  }
}
