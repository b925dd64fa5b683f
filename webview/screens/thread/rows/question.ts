import { html, nothing, type TemplateResult } from "lit";
import type { Approval } from "../../../../shared/model/approval.ts";
import type { RowOf } from "../../../state/rows.ts";
import { answersOf } from "../../../../shared/approval-answers.ts";
import { icon } from "../../../ui/icon.ts";
import { showHidden } from "../../../../shared/hidden-text.ts";
import type { RowContext } from "./context.ts";
import { framed } from "./frame.ts";
import { decisionLook } from "./looks.ts";

/** A question of an agent: answered where it was asked, and from then on the record of who answered what and when. */
export function questionRow(row: RowOf<"question">, context: RowContext): TemplateResult {
  const approval = context.approval(row.approvalId);
  const status = row.decision?.status ?? approval?.status ?? "pending";
  const look = decisionLook(status, row.about);
  const open = status === "pending";
  return framed(
    { at: row.at, icon: look.icon, topic: context.agentOf(row.runId), tone: look.tone, look: "question" },
    html`<section
      class="card ${open ? "open" : ""}"
      @pointerenter=${() => open && context.keepStill(row.key, true)}
      @pointerleave=${() => context.keepStill(row.key, false)}
      aria-label=${open ? "Question for you" : `Question, ${look.word}`}
    >
      <div class="quiet">
        ${open ? openWords(row.about) : "asked"}${row.about === "permission" ? "" : ` · ${row.about.replaceAll("_", " ")}`}
      </div>
      <pre class="asked">${showHidden(row.title)}</pre>
      ${exactly(row, approval)} ${open && approval ? answers(approval, context) : record(row, approval, context)}
    </section>`,
  );
}

function openWords(kind: string): string {
  // The agent goes on meanwhile, or the run has ended by asking.
  return kind === "contract" || kind === "liveness" || kind === "budget" ? "you are asked" : "asks before it goes on";
}

/** Everything that would be done, in full and wrapped: a person decides on what they can read. */
function exactly(row: RowOf<"question">, approval: Approval | undefined): unknown {
  const diff = approval?.payload["diff"];
  const detail = row.detail !== null && row.detail.trim() !== row.title.trim() ? row.detail : "";
  return html`${detail === "" ? nothing : html`<pre class="exact">${showHidden(detail)}</pre>`}
  ${
    typeof diff === "string" && diff !== "" && diff !== detail
      ? html`<pre class="exact" aria-label="The change">${showHidden(diff)}</pre>`
      : nothing
  }`;
}

function answers(approval: Approval, context: RowContext): TemplateResult {
  const { id } = approval;
  if (approval.kind === "plan") {
    return html`<div class="answers">
      <spool-button @click=${() => context.ask("reviewPlan", { approvalId: id })}>Review Plan</spool-button>
    </div>`;
  }
  const offered = answersOf(approval);
  const comment = context.comment(id);
  const waits = context.isDeciding(id);
  const disabled = waits || context.disabled !== null;
  const said = html`${waits ? html`<span class="quiet">answering…</span>` : nothing}
  ${context.disabled === null ? nothing : html`<span class="quiet">${context.disabled}</span>`}`;
  const explained = offered.find(({ explains }) => explains);
  if (comment === undefined || explained === undefined) {
    return html`<div class="answers">
      ${offered.map(
        (answer, place) =>
          html`<spool-button
            appearance=${place === 0 ? "primary" : "secondary"}
            ?disabled=${disabled}
            @click=${() => (answer.explains ? context.setComment(id, "") : context.decide(approval, answer))}
            >${showHidden(answer.label)}${answer.explains ? "…" : ""}</spool-button
          >`,
      )}
      ${said}
    </div>`;
  }
  return html`<div class="deny">
    <spool-text-area
      class="comment"
      rows="2"
      placeholder="Why not, and what instead? The agent reads this."
      .value=${comment}
      @input=${(event: Event) => context.setComment(id, (event.target as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") context.setComment(id, undefined);
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !disabled) context.decide(approval, explained);
      }}
      >Why not, and what instead</spool-text-area
    >
    <div class="answers">
      <spool-button ?disabled=${disabled} @click=${() => context.decide(approval, explained)}
        >${showHidden(explained.label)}</spool-button
      >
      <spool-button appearance="secondary" @click=${() => context.setComment(id, undefined)}>Back</spool-button>
      ${said}
    </div>
  </div>`;
}

function record(row: RowOf<"question">, approval: Approval | undefined, context: RowContext): unknown {
  const decision =
    row.decision ??
    (approval && approval.status !== "pending" && approval.decidedAt !== null
      ? {
          status: approval.status,
          by: approval.decidedBy ?? "the runner",
          comment: approval.comment,
          at: approval.decidedAt,
        }
      : undefined);
  if (!decision) return nothing;
  const look = decisionLook(decision.status, row.about);
  return html`<div class="record">
    <span class=${look.tone}>${icon(look.icon)} ${look.word}</span> by ${context.nameOf(decision.by)}
    <span class="quiet">· <spool-time-ago .at=${decision.at}></spool-time-ago></span>
    ${decision.comment === null || decision.comment === "" ? nothing : html`<blockquote>${showHidden(decision.comment)}</blockquote>`}
  </div>`;
}
