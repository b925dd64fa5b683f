import { html, nothing, type TemplateResult } from "lit";
import type { PlanRecord } from "../../../../shared/panels/plan.ts";
import { formatMoment } from "../../../../shared/units.ts";
import { icon } from "../../../ui/icon.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import type { PlanModel } from "../plan-model.ts";
import { planName, statusLook } from "./names.ts";

export interface HeaderActions {
  openDocument: () => void;
  openThread: () => void;
  show: (approvalId: string) => void;
}

/** Which plan it is, of what, by whom, and the others of its job. */
export function header(model: PlanModel, actions: HeaderActions): TemplateResult {
  const { shown, thread, plans } = model;
  const { plan, requestedAt, revision } = shown;
  return html`<header>
    <div class="top">
      <h1>${plan ? visibleLine(plan.title) : "A plan that cannot be read"}</h1>
      <div class="tools">
        <button class="plain" title="Open as Document" @click=${actions.openDocument}>
          ${icon("markdown")}<span>Open as Document</span>
        </button>
        <button class="plain" title="Open Timeline" @click=${actions.openThread}>
          ${icon("history")}<span>Timeline</span>
        </button>
      </div>
    </div>
    <div class="quiet meta">
      ${plan ? html`<span>Plan ${plan.number} by ${visibleLine(plan.author)}</span>` : nothing}
      <span title=${formatMoment(requestedAt)}><spool-time-ago .at=${requestedAt}></spool-time-ago></span>
      <span>${visibleLine(thread.title)}</span>
      <span>${visibleLine(thread.project)} · ${visibleLine(thread.branch)}</span>
      <span class="figures" title="A decision is made on this revision and no other"
        >revision ${revision.slice(0, 8)}</span
      >
    </div>
    ${
      plans.length > 1
        ? html`<nav aria-label="Plans of this job">
            ${plans.map((record) => chip(record, record.approvalId === shown.approvalId, actions))}
          </nav>`
        : nothing
    }
  </header>`;
}

function chip(record: PlanRecord, current: boolean, { show }: HeaderActions): TemplateResult {
  const look = statusLook(record.status);
  return html`<button
    class="plain chip"
    aria-current=${current ? "true" : nothing}
    @click=${() => show(record.approvalId)}
  >
    <span class=${look.tone}>${icon(look.icon)}</span>${planName(record)}<span class="quiet"
      >${look.word.toLowerCase()}</span
    >
  </button>`;
}
