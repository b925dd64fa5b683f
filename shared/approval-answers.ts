import type { Approval, ApprovalChoice, ApprovalKind } from "./model/approval.ts";

/** One way to answer a question, as a button or a row shows it. */
export interface ApprovalAnswer {
  label: string;
  decision: "approve" | "reject";
  /** The offered choice that it is; a plain yes or no has none. */
  choice?: string;
  /** Whoever asks goes on with what is said, so a reason is of use to it. */
  explains: boolean;
}

/**
 * All answers to a question in the order in which they are offered: yes, what else it offers, no. None for a plan, which is
 * read in full and decided on in its own place.
 */
export function answersOf({ kind, payload }: Pick<Approval, "kind" | "payload">): ApprovalAnswer[] {
  if (kind === "plan") return [];
  const [yes, no] = wordsOf(kind);
  const choices: unknown = payload["choices"];
  const offered = (Array.isArray(choices) ? choices.filter(isChoice) : []).map(({ id, label, decision }) => ({
    label,
    decision,
    choice: id,
    explains: false,
  }));
  // What costs money or time is chosen, not just agreed to.
  const isChosen = (decision: string) =>
    (kind === "budget" || kind === "liveness") && offered.some((answer) => answer.decision === decision);
  return [
    ...(isChosen("approve") ? [] : [{ label: yes, decision: "approve" as const, explains: false }]),
    ...offered,
    ...(isChosen("reject") ? [] : [{ label: no, decision: "reject" as const, explains: kind !== "budget" }]),
  ];
}

/** By hand: a webview has no room for a schema. The runner refuses what it did not offer in any case. */
function isChoice(value: unknown): value is ApprovalChoice {
  if (typeof value !== "object" || value === null) return false;
  const { id, label, decision }: Partial<Record<keyof ApprovalChoice, unknown>> = value;
  return typeof id === "string" && typeof label === "string" && (decision === "approve" || decision === "reject");
}

function wordsOf(kind: Exclude<ApprovalKind, "plan">): [yes: string, no: string] {
  switch (kind) {
    case "permission":
    case "side_effect":
      return ["Allow Once", "Deny"];
    case "contract":
      return ["Grant", "Refuse"];
    case "budget":
      return ["Extend", "Stop"];
    case "liveness":
      return ["Wait", "Stop and Retry"];
    case "publish":
    case "breakdown":
      return ["Approve", "Reject"];
    default:
      // Of a newer runner: it says itself what it asks.
      return ["Approve", "Reject"];
  }
}
