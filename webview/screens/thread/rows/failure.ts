import { html, nothing, type TemplateResult } from "lit";
import type { RowOf } from "../../../state/rows.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import type { RowContext } from "./context.ts";
import { framed } from "./frame.ts";
import { output } from "./output.ts";

/** What a failure was taken for and what follows; the evidence is folded, for the output stands right above. */
export function failureRow(row: RowOf<"failure">, context: RowContext): TemplateResult {
  const { class: name, decision, hint, known } = row;
  const tone = known ? "quiet" : "warning";
  const title = `${name ?? "failure of no known kind"}: ${decision}`;
  return framed(
    { at: row.at, icon: known ? "pass" : "lightbulb", topic: "", tone, look: "small" },
    html`<span class=${tone}>${visibleLine(title)}</span>
      ${hint === null || known ? nothing : html`<div>${visibleLine(hint)}</div>`} ${testNames(row)}
      ${evidence(row, context)}`,
  );
}

function testNames({ newTests, knownTests }: RowOf<"failure">): unknown {
  const named = (label: string, tests: readonly string[]) =>
    tests.length === 0 ? nothing : html`<div class="quiet">${label}: ${visibleLine(tests.join(", "))}</div>`;
  return html`${named("new", newTests)} ${named("failed on the base, too", knownTests)}`;
}

function evidence(row: RowOf<"failure">, context: RowContext): unknown {
  if (row.evidence.length === 0) return nothing;
  const open = context.isOpen(row.key, false);
  const text = row.evidence.join("\n");
  return html`<button
      class="link"
      aria-expanded=${open ? "true" : "false"}
      @click=${() => context.setOpen(row.key, row.key, !open)}
    >
      ${open ? "Hide Evidence" : "Show Evidence"}
    </button>
    ${open ? output(context, text, { source: { kind: "event", seq: row.seq }, keep: "head", lines: 40 }) : nothing}`;
}
