import { type PlanDraft, planDraft } from "../../../shared/panels/plan.ts";

export function planDraftKey(approvalId: string): string {
  return `plan:${approvalId}`;
}

/** What the runner keeps of a draft; nothing for none. */
export function draftText(draft: PlanDraft | null): string {
  return draft === null ? "" : JSON.stringify(draft);
}

/** A kept draft. A text of another client is taken for what somebody wanted to say about the whole. */
export function parseDraft(text: string, revision: string): PlanDraft {
  try {
    return planDraft.parse(JSON.parse(text));
  } catch {
    // Not JSON, or not of this shape: it is somebody's text all the same.
    return { revision, text: text.slice(0, 20_000), comments: [] };
  }
}
