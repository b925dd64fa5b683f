import type { Plan, PlanComment } from "../../../../shared/model/plan.ts";
import type { DraftComment, PlanRecord } from "../../../../shared/panels/plan.ts";
import type { PlanDifference } from "../difference.ts";
import type { Anchor } from "../draft.ts";

/** What the parts of the document need of the panel they are in. */
export interface PlanContext {
  record: PlanRecord;
  plan: Plan;
  /** Against the plan that it is compared with, if there is one. */
  difference: PlanDifference | null;
  /** Comments can be written. */
  open: boolean;
  /** The files can be looked at as they are now. */
  hasBase: boolean;
  /** Of each group of places, the one that the keyboard comes to. */
  active: { steps: string; files: string };
  setActive: (group: "steps" | "files", key: string) => void;
  drafts: (anchor: Anchor) => DraftComment[];
  /** Those that went along with the decision. */
  sent: (anchor: Anchor) => PlanComment[];
  addComment: (anchor: Anchor) => void;
  setComment: (id: string, text: string) => void;
  removeComment: (id: string) => void;
  openFile: (path: string) => void;
  /** A caller's name as this person reads it: `you` for their own. */
  nameOf: (caller: string | null) => string;
}
