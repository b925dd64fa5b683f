import type { PlanRecord } from "../../../shared/panels/plan.ts";

/** What stands between a person and a decision on the plan that is shown. */
export interface Circumstances {
  record: Pick<PlanRecord, "status" | "plan">;
  /** Why nothing can be decided at all now: offline, may only look. */
  disabled: string | null;
  /** There is a newer plan, or a newer revision of this one. */
  superseded: boolean;
  /** Everything of it has been on the screen. */
  read: boolean;
  /** An answer is on its way. */
  deciding: boolean;
}

/** Why the buttons are disabled, in words; null when they are not. */
export function whyNotYet({ record, disabled, superseded, read, deciding }: Circumstances): string | null {
  if (record.status !== "pending") return "This plan is decided.";
  if (superseded) return "A newer plan took its place. Decide on that one.";
  if (disabled !== null) return sentence(disabled);
  if (deciding) return "Sending…";
  if (!read) return "Read the plan to its end first.";
  return null;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.…!?]$/.test(text) ? "" : "."}`;
}
