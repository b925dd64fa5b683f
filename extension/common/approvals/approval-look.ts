import type { ApprovalKind } from "../../../shared/model/approval.ts";

/** How a kind of question is shown in lists: its codicon, and what it is about in a word or two. */
export function approvalLook(kind: ApprovalKind): { icon: string; word: string } {
  switch (kind) {
    case "plan":
      return { icon: "checklist", word: "plan" };
    case "permission":
      return { icon: "question", word: "permission" };
    case "budget":
      return { icon: "credit-card", word: "budget" };
    case "contract":
      return { icon: "law", word: "outside its plan" };
    case "liveness":
      return { icon: "watch", word: "may be stuck" };
    case "side_effect":
      return { icon: "warning", word: "side effect" };
    case "publish":
      return { icon: "cloud-upload", word: "publish" };
    case "breakdown":
      return { icon: "list-tree", word: "breakdown" };
    default:
      // Of a newer runner.
      return { icon: "question", word: "question" };
  }
}
