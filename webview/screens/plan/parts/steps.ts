import { html, nothing, type TemplateResult } from "lit";
import { visibleLine } from "../../../ui/visible-text.ts";
import { type Anchor, anchorKey } from "../draft.ts";
import { commentButton, placeComments } from "./comments.ts";
import type { PlanContext } from "./context.ts";
import { changeMark } from "./mark.ts";
import { rove } from "./rove.ts";
import { section } from "./section.ts";

/** The steps in their order, each a place to comment on. */
export function steps(context: PlanContext): TemplateResult {
  const { plan } = context;
  if (plan.steps.length === 0) return section("steps", "Steps", html`<p class="quiet">The plan names no steps.</p>`);
  const keys = (event: KeyboardEvent) =>
    rove(event, {
      focused: (place) => context.setActive("steps", place.dataset["place"] ?? ""),
      act: (key, place) => {
        if (key === "c" && context.open) context.addComment({ kind: "step", step: Number(place.dataset["step"]) });
      },
    });
  return section(
    "steps",
    "Steps",
    html`<ol class="steps" @keydown=${keys}>
      ${plan.steps.map((_, index) => step(index + 1, context))}
    </ol>`,
    plan.steps.length,
  );
}

function step(number: number, context: PlanContext): TemplateResult {
  const { title = "", detail = "" } = context.plan.steps[number - 1] ?? {};
  const anchor: Anchor = { kind: "step", step: number };
  const key = anchorKey(anchor);
  const active = key === context.active.steps || (context.active.steps === "" && number === 1);
  const change = context.difference?.steps.find((one) => one.kind !== "removed" && one.step === number);
  return html`<li>
    <div
      class="place step"
      data-place=${key}
      data-step=${number}
      role="group"
      tabindex=${active ? 0 : -1}
      aria-label="Step ${number}: ${visibleLine(title)}"
      aria-keyshortcuts=${context.open ? "c" : nothing}
      @focusin=${() => context.setActive("steps", key)}
    >
      <span class="number figures" aria-hidden="true">${number}</span>
      <div class="grow">
        <div class="title">${visibleLine(title)} ${change ? changeMark(change.kind) : nothing}</div>
        ${detail.trim() === "" ? nothing : html`<spool-markdown .text=${detail}></spool-markdown>`}
      </div>
      ${commentButton(anchor, context, active)}
    </div>
    ${placeComments(anchor, context)}
  </li>`;
}
