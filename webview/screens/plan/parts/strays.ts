import { html, nothing, type TemplateResult } from "lit";
import { showHidden } from "../../../../shared/hidden-text.ts";
import type { DraftComment } from "../../../../shared/panels/plan.ts";
import { icon } from "../../../ui/icon.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import { section } from "./section.ts";

/** Comments that were written on a step or file which the plan no longer has: nothing that was written is lost. */
export function strays(
  comments: readonly DraftComment[],
  actions: { addToMessage: (comment: DraftComment) => void; remove: (id: string) => void },
): TemplateResult | typeof nothing {
  if (comments.length === 0) return nothing;
  return html`<div class="card">
    ${section(
      "strays",
      "Your comments on what is no longer in the plan",
      html`<ul class="strays">
        ${comments.map(
          (comment) =>
            html`<li>
              <div class="quiet">${icon("comment")} ${visibleLine(comment.about)}</div>
              <blockquote class="text">${showHidden(comment.text)}</blockquote>
              <div class="answers">
                <button class="link" @click=${() => actions.addToMessage(comment)}>Add to the Message</button>
                <button class="link" @click=${() => actions.remove(comment.id)}>Remove</button>
              </div>
            </li>`,
        )}
      </ul>`,
    )}
  </div>`;
}
