import { html, nothing, type TemplateResult } from "lit";
import { showHidden } from "../../../../shared/hidden-text.ts";
import type { PlanRecord } from "../../../../shared/panels/plan.ts";
import { plural } from "../../../../shared/units.ts";
import { icon } from "../../../ui/icon.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import { isNoDifference, type PlanDifference, type StepChange } from "../difference.ts";
import { placeText } from "../draft.ts";
import { type Piece, wordDifference } from "../word-difference.ts";
import type { PlanContext } from "./context.ts";
import { changeMark, type ChangeKind } from "./mark.ts";
import { planName } from "./names.ts";
import { section } from "./section.ts";

const fieldNames = {
  title: "Title",
  summary: "Summary",
  approach: "Approach",
  acceptance: "Acceptance check",
} as const;

/** With more changes than this each is opened by the person. */
const openUpTo = 6;

/** A longer list would keep the plan itself out of sight: it is opened by the person. */
const listedUpTo = 12;

interface Entry {
  kind: ChangeKind;
  title: string;
  /** What the thing is called, where `title` does not say it. */
  name?: string;
  before: string;
  after: string;
}

/** What is otherwise than in the plan that is compared with, and what had been asked of that one. */
export function changes(context: PlanContext, base: PlanRecord): TemplateResult | typeof nothing {
  const { difference } = context;
  if (!difference) return nothing;
  const entries = entriesOf(difference);
  return html`<div class="card">
    ${section(
      "changes",
      `What changed since ${planName(base)}`,
      html`${asked(base, context)}
      ${isNoDifference(difference) ? html`<p class="quiet">Nothing but its number.</p>` : listed(entries)}`,
      entries.length === 0 ? nothing : plural(entries.length, "change"),
    )}
  </div>`;
}

function listed(entries: readonly Entry[]): TemplateResult {
  const list = html`<ul class="entries">
    ${entries.map((one) => entry(one, entries.length <= openUpTo))}
  </ul>`;
  if (entries.length <= listedUpTo) return list;
  return html`<details>
    <summary>Show them</summary>
    ${list}
  </details>`;
}

/** What was to be changed, so that it can be seen whether it was. */
function asked(base: PlanRecord, { nameOf }: PlanContext): TemplateResult | typeof nothing {
  if (base.status !== "changes_requested") return nothing;
  const { comment, comments, decidedBy } = base;
  return html`<div class="asked">
    <div class="quiet">${icon("comment-discussion")} Asked of ${planName(base)} by ${nameOf(decidedBy)}</div>
    ${comment === null || comment.trim() === "" ? nothing : html`<blockquote class="text">${showHidden(comment)}</blockquote>`}
    ${comments.map(
      ({ anchor, text }) =>
        html`<blockquote>
          <span class="quiet">${visibleLine(placeText(anchor))}:</span> <span class="text">${showHidden(text)}</span>
        </blockquote>`,
    )}
  </div>`;
}

function entriesOf({ texts, steps, files, risks }: PlanDifference): Entry[] {
  return [
    ...texts.map(({ field, before, after }): Entry => ({ kind: "changed", title: fieldNames[field], before, after })),
    ...steps.map(stepEntry),
    ...files.map((change): Entry => {
      const { kind } = change;
      const shown = (file: { change: string; reason: string } | undefined) =>
        file ? `${file.change}${file.reason.trim() === "" ? "" : `: ${file.reason}`}` : "";
      const before = change.kind === "added" ? undefined : change.before;
      const after = change.kind === "removed" ? undefined : change.after;
      return { kind, title: after?.path ?? before?.path ?? "", before: shown(before), after: shown(after) };
    }),
    ...risks.added.map((after): Entry => ({ kind: "added", title: "Risk", before: "", after })),
    ...risks.removed.map((before): Entry => ({ kind: "removed", title: "Risk", before, after: "" })),
  ];
}

function stepEntry(change: StepChange): Entry {
  const text = (step: { title: string; detail: string }) => [step.title, step.detail].filter(Boolean).join("\n");
  switch (change.kind) {
    case "added":
      return {
        kind: "added",
        title: `Step ${change.step}`,
        name: change.after.title,
        before: "",
        after: text(change.after),
      };
    case "removed":
      return {
        kind: "removed",
        title: `Step ${change.was}`,
        name: change.before.title,
        before: text(change.before),
        after: "",
      };
    case "moved":
      return {
        kind: "moved",
        title: `Step ${change.step}, was ${change.was}`,
        name: change.after.title,
        before: "",
        after: "",
      };
    case "changed": {
      const was = change.was === change.step ? "" : `, was ${change.was}`;
      const title = `Step ${change.step}${was}`;
      return {
        kind: "changed",
        title,
        name: change.after.title,
        before: text(change.before),
        after: text(change.after),
      };
    }
  }
}

function entry({ kind, title, name, before, after }: Entry, open: boolean): TemplateResult {
  const head = html`${changeMark(kind)}
    <span class="what">${visibleLine(title)}</span>
    ${name === undefined ? nothing : html`<span class="quiet">${visibleLine(name)}</span>`}`;
  if (before === after) return html`<li>${head}</li>`;
  return html`<li>
    <details ?open=${open}>
      <summary>${head}</summary>
      <div class="words">${wordDifference(showHidden(before), showHidden(after)).map(piece)}</div>
    </details>
  </li>`;
}

/** Characters of unchanged text that are shown around a change. */
const around = 120;

function piece({ kind, text }: Piece): unknown {
  switch (kind) {
    case "removed":
      return html`<del>${text}</del>`;
    case "added":
      return html`<ins>${text}</ins>`;
    case "same":
      return text.length <= 2 * around + 20
        ? text
        : `${text.slice(0, around).toWellFormed()} … ${text.slice(-around).toWellFormed()}`;
  }
}
