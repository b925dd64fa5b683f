import { html, nothing, type TemplateResult } from "lit";
import type { IconName } from "../../../ui/icon-names.ts";
import { icon } from "../../../ui/icon.ts";
import type { RowContext } from "./context.ts";

export interface Frame {
  at: number;
  icon: IconName;
  /** Who or what the row is about. */
  topic: string;
  /** Class of its colour. */
  tone?: string;
  /** Class of the whole row. */
  look?: string;
  spins?: boolean;
}

/** When, who, what: the three columns that every row has. */
export function framed(frame: Frame, content: unknown): TemplateResult {
  const { at, topic, tone = "", look = "", spins = false } = frame;
  return html`<div class="row ${look}">
    <spool-time-ago class="when figures" .at=${at}></spool-time-ago>
    <div class="topic ${tone}">${icon(frame.icon, { spin: spins })}<span class="word">${topic}</span></div>
    <div class="what">${content}</div>
  </div>`;
}

/** A line that opens and closes what is below it. */
export function disclosure(
  context: RowContext,
  part: { row: string; key: string; open: boolean; head: unknown; body: () => unknown; label: string; trail?: unknown },
): TemplateResult {
  const { row, key, head, body, label, trail = nothing } = part;
  const open = context.isOpen(key, part.open);
  return html`<div class="disclosure">
      <button
        class="plain head"
        aria-expanded=${open ? "true" : "false"}
        title=${open ? `Close ${label}` : `Open ${label}`}
        @click=${() => context.setOpen(row, key, !open)}
      >
        ${icon(open ? "chevron-down" : "chevron-right")}<span class="line">${head}</span>
      </button>
      ${trail}
    </div>
    ${open ? html`<div class="body">${body()}</div>` : nothing}`;
}
