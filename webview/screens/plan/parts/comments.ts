import { html, nothing, type TemplateResult } from "lit";
import { showHidden } from "../../../../shared/hidden-text.ts";
import { repeat } from "lit/directives/repeat.js";
import type { DraftComment } from "../../../../shared/panels/plan.ts";
import { icon } from "../../../ui/icon.ts";
import { type Anchor, placeText } from "../draft.ts";
import type { PlanContext } from "./context.ts";
import { rowsFor } from "./text-rows.ts";

/** The button that begins a comment on a place; the same is done by the key C on it. */
export function commentButton(
  anchor: Anchor,
  context: PlanContext,
  reachable: boolean,
): TemplateResult | typeof nothing {
  if (!context.open) return nothing;
  const label = `Comment on ${placeText(anchor)}`;
  return html`<button
    class="plain add-comment"
    tabindex=${reachable ? 0 : -1}
    title="${label} (C)"
    aria-label=${label}
    @click=${() => context.addComment(anchor)}
  >
    ${icon("comment")}
  </button>`;
}

/** What was said about a place, and what is about to be. */
export function placeComments(anchor: Anchor, context: PlanContext): TemplateResult | typeof nothing {
  const sent = context.sent(anchor);
  const drafts = context.open ? context.drafts(anchor) : [];
  if (sent.length + drafts.length === 0) return nothing;
  return html`<div class="comments" role="group" aria-label="Comments on ${placeText(anchor)}">
    ${sent.map(
      ({ text }) =>
        html`<blockquote>
          <span class="quiet">${context.nameOf(context.record.decidedBy)}:</span>
          <span class="text">${showHidden(text)}</span>
        </blockquote>`,
    )}
    ${repeat(
      drafts,
      ({ id }) => id,
      (comment) => draftComment(comment, anchor, context),
    )}
  </div>`;
}

function draftComment(comment: DraftComment, anchor: Anchor, context: PlanContext): TemplateResult {
  const { id, text } = comment;
  return html`<div class="comment">
    ${icon("comment")}
    <spool-text-area
      data-comment=${id}
      rows=${rowsFor(text, 6)}
      maxlength="10000"
      placeholder="What should be different here?"
      .value=${text}
      @input=${(event: Event) => context.setComment(id, (event.target as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape" && text.trim() === "") context.removeComment(id);
      }}
      @focusout=${() => {
        if (text.trim() === "") context.removeComment(id);
      }}
      >Comment on ${placeText(anchor)}</spool-text-area
    >
    <button
      class="plain"
      title="Remove Comment"
      aria-label="Remove the comment on ${placeText(anchor)}"
      @click=${() => context.removeComment(id)}
    >
      ${icon("trash")}
    </button>
  </div>`;
}
