import { html, nothing, type TemplateResult } from "lit";
import { forecastLine } from "../../../../shared/forecast.ts";
import { showHidden } from "../../../../shared/hidden-text.ts";
import type { DraftKept } from "../../../../shared/panels/plan.ts";
import { plural } from "../../../../shared/units.ts";
import { icon } from "../../../ui/icon.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import { decisionText, draftAsText, isEmptyDraft, sendableComments } from "../draft.ts";
import type { PlanModel } from "../plan-model.ts";
import { planName, statusLook } from "./names.ts";
import { rowsFor } from "./text-rows.ts";

export type Decision = "approve" | "reject" | "request_changes";

export interface FooterState {
  /** Why nothing can be decided; null when it can. */
  reason: string | null;
  /** Rejecting without a word takes a second click, and this is after the first. */
  armed: boolean;
  kept: DraftKept | null;
  problem: string;
}

export interface FooterActions {
  decide: (decision: Decision) => void;
  write: (text: string) => void;
  show: (approvalId: string) => void;
  copy: (text: string) => void;
  discard: () => void;
  nameOf: (caller: string | null) => string;
}

/** Where it is decided; from then on the record of it. */
export function footer(model: PlanModel, state: FooterState, actions: FooterActions): TemplateResult {
  return html`<footer id="decision" aria-label="Decision" tabindex="-1">
    <div class="column">
      ${model.shown.status === "pending" ? open(model, state, actions) : record(model, actions)}
      ${state.problem === "" ? nothing : html`<div class="bad" role="alert">${icon("error")} ${state.problem}</div>`}
    </div>
  </footer>`;
}

function open(model: PlanModel, state: FooterState, actions: FooterActions): TemplateResult {
  const { draft, newer, shown, forecast } = model;
  const { reason, armed, kept } = state;
  const comments = sendableComments(draft).length;
  const said = comments > 0 || draft.text.trim() !== "";
  const { problem } = decisionText(draft, "approve");
  const unreadable = shown.plan === null;
  // What was written beside the plan is mostly there to be changed.
  const [approving, requesting] = comments > 0 ? ["secondary", "primary"] : ["primary", "secondary"];
  return html`
    ${forecast ? html`<p class="expected quiet">${icon("graph")} ${visibleLine(forecastLine(forecast))}</p>` : nothing}
    <spool-text-area
      id="message"
      rows=${Math.max(2, rowsFor(draft.text, 8))}
      maxlength="20000"
      placeholder="Anything about the whole plan? Comments on a step or a file go beside it."
      .value=${draft.text}
      @input=${(event: Event) => actions.write((event.target as HTMLTextAreaElement).value)}
      >About the whole plan</spool-text-area
    >
    <div class="answers">
      <spool-button
        appearance=${approving}
        ?disabled=${reason !== null || problem !== null || unreadable}
        title=${problem ?? nothing}
        @click=${() => actions.decide("approve")}
        >Approve</spool-button
      >
      <spool-button
        appearance=${requesting}
        ?disabled=${reason !== null || !said || unreadable}
        @click=${() => actions.decide("request_changes")}
        >Request Changes${comments > 0 ? ` (${comments})` : ""}</spool-button
      >
      <spool-button appearance="secondary" ?disabled=${reason !== null} @click=${() => actions.decide("reject")}
        >${armed ? "Reject Without a Reason" : "Reject"}</spool-button
      >
      ${newer ? html`<spool-button @click=${() => actions.show(newer.approvalId)}>Show ${planName(newer)}</spool-button>` : nothing}
      <span class="grow quiet" role="status">${hint({ reason, armed, comments, said, unreadable, problem })}</span>
      ${isEmptyDraft(draft) ? nothing : keptMark(kept)}
    </div>
  `;
}

/** What is in the way, else what one should know before one clicks. */
function hint(now: {
  reason: string | null;
  armed: boolean;
  comments: number;
  said: boolean;
  unreadable: boolean;
  problem: string | null;
}): string {
  if (now.reason !== null) return now.reason;
  if (now.unreadable) return "This version cannot read the plan: it can only be rejected here.";
  if (now.armed) return "Say why, or click again.";
  if (now.problem !== null) return visibleLine(now.problem);
  if (now.comments > 0) return `With Approve, ${plural(now.comments, "comment goes", "comments go")} along as a note.`;
  return now.said ? "" : "To request changes, comment on a step or a file, or write here.";
}

function keptMark(kept: DraftKept | null): TemplateResult {
  if (kept?.kept === "editor")
    return html`<span class="quiet" title=${visibleLine(kept.reason)}
      >${icon("warning")} Draft kept in this editor</span
    >`;
  return html`<span class="quiet">${kept ? "Draft kept" : ""}</span>`;
}

function record(model: PlanModel, actions: FooterActions): TemplateResult {
  const { shown, newer, draft } = model;
  const { status, decidedBy, decidedAt, comment, comments, revision } = shown;
  const look = statusLook(status);
  return html`
    <div class="record" role="status">
      <span class=${look.tone}>${icon(look.icon)} <strong>${look.word}</strong></span>
      by ${actions.nameOf(decidedBy)}
      ${
        decidedAt === null
          ? nothing
          : html`<span class="quiet">· <spool-time-ago .at=${decidedAt}></spool-time-ago></span>`
      }
      <span class="quiet figures">· ${planName(shown)}, revision ${revision.slice(0, 8)}</span>
      ${comments.length > 0 ? html`<span class="quiet">· ${plural(comments.length, "comment")} in the plan</span>` : nothing}
    </div>
    ${comment === null || comment.trim() === "" ? nothing : html`<blockquote class="said text">${showHidden(comment)}</blockquote>`}
    ${isEmptyDraft(draft) ? nothing : unsent(draftAsText(draft), actions)}
    ${
      newer
        ? html`<div class="answers">
            <spool-button @click=${() => actions.show(newer.approvalId)}>Show ${planName(newer)}</spool-button>
          </div>`
        : nothing
    }
  `;
}

/** Somebody else was first: what this person had written is theirs to take along. */
function unsent(text: string, { copy, discard }: FooterActions): TemplateResult {
  return html`<div class="unsent" role="group" aria-label="What you wrote and was not sent">
    <div>${icon("warning")} This was settled first. What you wrote was not sent:</div>
    <pre tabindex="0">${showHidden(text)}</pre>
    <div class="answers">
      <spool-button appearance="secondary" @click=${() => copy(text)}>Copy</spool-button>
      <spool-button appearance="secondary" @click=${discard}>Discard</spool-button>
    </div>
  </div>`;
}
