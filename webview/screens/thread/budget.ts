import { html, nothing, type TemplateResult } from "lit";
import type { RunView } from "../../../shared/api/views.ts";
import { budgetUseText } from "../../../shared/budget-words.ts";
import { jobMeters } from "../../../shared/budget/job-meters.ts";
import { isNearlyUsedUp, isUsedUp, warningShare } from "../../../shared/budget/meters.ts";
import type { BudgetKind, BudgetMeter } from "../../../shared/model/budget.ts";
import type { Job } from "../../../shared/model/job.ts";
import { icon } from "../../ui/icon.ts";

const names: Record<BudgetKind, string> = { usd: "Dollars", tokens: "Tokens", minutes: "Minutes", turns: "Turns" };

/** How far the job's budget is used, a meter for each limit; nothing where there is none. */
export function budget(job: Job, runs: readonly RunView[]): TemplateResult | typeof nothing {
  const own = runs.flatMap(({ run }) => (run.jobId === job.id ? [run] : []));
  const meters = jobMeters(job, own);
  return meters.length === 0
    ? nothing
    : html`<h2>Budget</h2>
        ${meters.map(meterRow)}`;
}

function meterRow(meter: BudgetMeter): TemplateResult {
  const { kind, used, limit, partlyUnknown } = meter;
  const text = budgetUseText(meter);
  const near = isNearlyUsedUp(meter) || partlyUnknown;
  const title = isUsedUp(meter)
    ? "Used up: the job stops and asks"
    : partlyUnknown
      ? "Nobody knows what the model costs"
      : "When it is used up, the agent is stopped and you are asked";
  return html`<div class="budget" title=${title}>
    <span>${names[kind]}</span>
    <span class=${near ? "warning" : "quiet"}>${near ? html`${icon("warning")} ` : nothing}${text}</span>
    <meter
      min="0"
      max=${limit}
      high=${limit * warningShare}
      optimum="0"
      value=${Math.min(used, limit)}
      aria-label=${`${names[kind]}: ${text}`}
    ></meter>
  </div>`;
}
