import { html, nothing, type TemplateResult } from "lit";
import { firstLine } from "../../../../shared/text.ts";
import type { RowOf } from "../../../state/rows.ts";
import { icon } from "../../../ui/icon.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import type { RowContext } from "./context.ts";
import { disclosure, framed } from "./frame.ts";
import { output } from "./output.ts";

const folded = 1_500;

export function speechRow(row: RowOf<"speech">, context: RowContext): TemplateResult {
  const frame = { at: row.at, icon: "hubot", topic: context.agentOf(row.runId), look: "speech" } as const;
  return framed(frame, html`<spool-markdown .text=${row.text}></spool-markdown>`);
}

export function thoughtRow(row: RowOf<"thought">, context: RowContext): TemplateResult {
  const head = html`<i>${visibleLine(firstLine(row.text, 160))}</i>`;
  const body = () => html`<spool-markdown class="quiet" .text=${row.text}></spool-markdown>`;
  return framed(
    { at: row.at, icon: "lightbulb", topic: "thinks", look: "small" },
    disclosure(context, { row: row.key, key: row.key, open: false, head, body, label: "the thought" }),
  );
}

/** What a job was made from: a person's words, shown as they were written. */
export function instructionRow(row: RowOf<"instruction">, context: RowContext): TemplateResult {
  const { jobType, agent, model, requestedBy } = row;
  const who = context.nameOf(requestedBy.id);
  const made = [jobType, agent, model].filter((part) => part !== null).join(" · ");
  return framed(
    { at: row.at, icon: "account", topic: who, look: "spoken" },
    html`<div class="quiet meta">${made}</div>
      ${words(context, row.instruction, row)}`,
  );
}

const states = {
  kept: { icon: "watch", text: "kept for the agent" },
  delivered: { icon: "check", text: "the agent has it" },
  queued: { icon: "list-unordered", text: "became the next job" },
} as const;

export function messageRow(row: RowOf<"message">, context: RowContext): TemplateResult {
  const state = states[row.state];
  return framed(
    { at: row.at, icon: "account", topic: context.nameOf(row.by), look: "spoken" },
    html`${words(context, row.text, row)}
      <div class="quiet meta">${icon(state.icon)} ${state.text}</div>`,
  );
}

function words(context: RowContext, text: string, row: { key: string; seq: number }): TemplateResult {
  if (text.length <= folded) return html`<spool-markdown .text=${text}></spool-markdown>`;
  const open = context.isOpen(row.key, false);
  const source = { kind: "event", seq: row.seq } as const;
  return html`<spool-markdown .text=${open ? text : `${text.slice(0, folded)}…`}></spool-markdown>
    <button
      class="link"
      aria-expanded=${open ? "true" : "false"}
      @click=${() => context.setOpen(row.key, row.key, !open)}
    >
      ${open ? "Show Less" : "Show All"}
    </button>
    <button class="link" @click=${() => context.ask("openText", { source })}>Open as Text</button>`;
}

export function noteRow(row: RowOf<"note">, context: RowContext): TemplateResult {
  const body =
    row.body === null ? nothing : output(context, row.body, { source: { kind: "event", seq: row.seq }, keep: "head" });
  return framed(
    { at: row.at, icon: row.icon, topic: "", tone: row.tone, look: "small" },
    html`<span class=${row.tone}>${visibleLine(row.text)}</span> ${body}`,
  );
}
