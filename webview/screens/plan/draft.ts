import type { Plan, PlanComment } from "../../../shared/model/plan.ts";
import type { DraftComment, PlanDraft } from "../../../shared/panels/plan.ts";
import { matchSteps } from "./match-steps.ts";

export type Anchor = PlanComment["anchor"];

/** What the API takes as the comment of a decision. */
const longestComment = 20_000;

export function emptyDraft(revision: string): PlanDraft {
  return { revision, text: "", comments: [] };
}

/** Whether there is nothing in it that a person would miss. */
export function isEmptyDraft({ text, comments }: PlanDraft): boolean {
  return text.trim() === "" && comments.every((comment) => comment.text.trim() === "");
}

export function isSameAnchor(one: Anchor | null, other: Anchor): boolean {
  return one !== null && anchorKey(one) === anchorKey(other);
}

export function anchorKey(anchor: Anchor): string {
  return anchor.kind === "step" ? `step ${anchor.step}` : `file ${anchor.path}`;
}

/** What a place is called, for when it is found again in another plan. */
export function placeName(anchor: Anchor, plan: Plan): string {
  return anchor.kind === "step" ? (plan.steps[anchor.step - 1]?.title ?? "") : anchor.path;
}

/** A place in words. */
export function placeText(anchor: Anchor): string {
  return anchor.kind === "step" ? `step ${anchor.step}` : anchor.path;
}

/**
 * The draft for another plan, or another revision of it: comments go with their step or file. `before` is the plan that it
 * was written on, where it is at hand. A comment whose place is gone stays, without an anchor.
 */
export function carryOver(draft: PlanDraft, to: { revision: string; plan: Plan; before: Plan | null }): PlanDraft {
  const { revision, plan, before } = to;
  const steps = before ? matchSteps(before.steps, plan.steps) : undefined;
  const stepNow = (comment: DraftComment, step: number) => {
    const found = steps ? steps.get(step) : plan.steps.findIndex(({ title }) => title === comment.about) + 1;
    return found === undefined || found === 0 ? null : found;
  };
  const anchorNow = (comment: DraftComment): Anchor | null => {
    const { anchor } = comment;
    if (anchor === null) return null;
    if (anchor.kind === "file") return plan.filesToTouch.some(({ path }) => path === anchor.path) ? anchor : null;
    const step = stepNow(comment, anchor.step);
    return step === null ? null : { kind: "step", step };
  };
  const comments = draft.comments.map((comment) => {
    const anchor = anchorNow(comment);
    return { ...comment, anchor, about: anchor ? placeName(anchor, plan) : comment.about };
  });
  return { revision, text: draft.text, comments };
}

/** Both in one; what is only in one of them is not lost, what is in both is there once. */
export function merged(one: PlanDraft, other: PlanDraft): PlanDraft {
  const known = new Set(one.comments.map(({ id }) => id));
  const texts = [one.text, other.text].filter((text) => text.trim() !== "");
  return {
    revision: one.revision,
    text: [...new Set(texts)].join("\n\n").slice(0, longestComment),
    comments: [...one.comments, ...other.comments.filter(({ id }) => !known.has(id))],
  };
}

/** The comments that can be sent: those with a place and a text. */
export function sendableComments(draft: PlanDraft): PlanComment[] {
  return draft.comments.flatMap(({ anchor, text }) => (anchor && text.trim() !== "" ? [{ anchor, text }] : []));
}

/**
 * What is sent with a decision. An approval takes no comments on places: they go along in its text, so that nothing that
 * was written is lost. `problem` says why it cannot be sent.
 */
export function decisionText(
  draft: PlanDraft,
  decision: "approve" | "reject" | "request_changes",
): { comment: string; comments: PlanComment[]; problem: string | null } {
  const comments = sendableComments(draft);
  const text = draft.text.trim();
  if (decision !== "approve") return { comment: text, comments, problem: null };
  const notes = comments.map((comment) => `On ${placeText(comment.anchor)}: ${comment.text.trim()}`);
  const comment = [text, ...notes].filter((part) => part !== "").join("\n\n");
  const problem =
    comment.length > longestComment ? "the comments are too long to go along with an approval: request changes" : null;
  return { comment, comments: [], problem };
}

/** Everything that was written as plain text, for copying. */
export function draftAsText(draft: PlanDraft): string {
  const places = draft.comments
    .filter(({ text }) => text.trim() !== "")
    .map(({ anchor, about, text }) => {
      const place = anchor?.kind === "step" ? `step ${anchor.step}, ${about}` : about;
      return `On ${place}:\n${text.trim()}`;
    });
  return [draft.text.trim(), ...places].filter((part) => part !== "").join("\n\n");
}

export function withText(draft: PlanDraft, text: string): PlanDraft {
  return { ...draft, text: text.slice(0, longestComment) };
}

export function withComment(draft: PlanDraft, id: string, text: string): PlanDraft {
  return { ...draft, comments: draft.comments.map((comment) => (comment.id === id ? { ...comment, text } : comment)) };
}

export function withoutComment(draft: PlanDraft, id: string): PlanDraft {
  return { ...draft, comments: draft.comments.filter((comment) => comment.id !== id) };
}
