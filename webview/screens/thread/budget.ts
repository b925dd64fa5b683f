import { html, nothing, type TemplateResult } from "lit";
import type { ThreadDetail } from "../../../shared/api/views.ts";
import { budgetMeterText, budgetUseText } from "../../../shared/budget-words.ts";
import { jobMeters } from "../../../shared/budget/job-meters.ts";
import { isNearlyUsedUp, isUsedUp, warningShare } from "../../../shared/budget/meters.ts";
import type { BudgetKind, BudgetMeter, BudgetScope } from "../../../shared/model/budget.ts";
import { formatMoment, formatUntil } from "../../../shared/units.ts";
import { icon } from "../../ui/icon.ts";
import { visibleLine } from "../../ui/visible-text.ts";

const names: Record<BudgetKind, string> = { usd: "Dollars", tokens: "Tokens", minutes: "Minutes", turns: "Turns" };

/** The budget that is nearest to its end, in a line for where there is no room for meters; nothing where there is none. */
export function nearestBudget(detail: ThreadDetail): TemplateResult | typeof nothing {
  const meters = [...ownMeters(detail), ...detail.dayBudgets.meters];
  if (meters.length === 0) return nothing;
  const meter = meters.reduce((nearest, other) => (shareUsed(other) > shareUsed(nearest) ? other : nearest));
  const near = isNearEnd(meter);
  return html`<span class="narrow ${near ? "warning" : ""}" title=${meaning(meter)}
    >${icon(near ? "warning" : "dashboard")} ${budgetMeterText(meter)}</span
  >`;
}

/** What nobody can count may be used up at any time. */
function shareUsed({ used, limit, partlyUnknown }: BudgetMeter): number {
  return partlyUnknown ? Number.POSITIVE_INFINITY : used / limit;
}

function ownMeters({ jobs, runs }: ThreadDetail): BudgetMeter[] {
  const job = jobs.at(-1);
  const own = runs.flatMap(({ run }) => (run.jobId === job?.id ? [run] : []));
  return job ? jobMeters(job, own) : [];
}

/** How far the budgets that hold for the newest job are used, a meter for each limit; nothing where there is none. */
export function budget(detail: ThreadDetail): TemplateResult {
  const meters = ownMeters(detail);
  const { meters: ofDay, until } = detail.dayBudgets;
  const end = `Begins anew at ${formatUntil(until, Date.now())}`;
  return html`${
    meters.length === 0
      ? nothing
      : html`<h2>Budget</h2>
          ${meters.map((meter) => meterRow(meter, names[meter.kind]))}`
  }
  ${
    ofDay.length === 0
      ? nothing
      : html`<h2>Budget of the day</h2>
          ${ofDay.map((meter) => meterRow(meter, `${names[meter.kind]} of ${whose(meter.scope, detail)}`))}
          <p class="quiet" title=${formatMoment(until)}>${end}</p>`
  }`;
}

function whose(scope: BudgetScope, { project }: ThreadDetail): string {
  switch (scope) {
    case "job":
      return "the job";
    case "project_day":
      return visibleLine(project.name);
    case "runner_day":
      return "all projects";
  }
}

function meterRow(meter: BudgetMeter, name: string): TemplateResult {
  const { used, limit } = meter;
  const text = budgetUseText(meter);
  const near = isNearEnd(meter);
  return html`<div class="budget" title=${meaning(meter)}>
    <span>${name}</span>
    <span class=${near ? "warning" : "quiet"}>${near ? html`${icon("warning")} ` : nothing}${text}</span>
    <meter
      min="0"
      max=${limit}
      high=${limit * warningShare}
      optimum="0"
      value=${Math.min(used, limit)}
      aria-label=${`${name}: ${text}`}
    ></meter>
  </div>`;
}

function isNearEnd(meter: BudgetMeter): boolean {
  return isNearlyUsedUp(meter) || meter.partlyUnknown;
}

function meaning(meter: BudgetMeter): string {
  const isOfDay = meter.scope !== "job";
  if (isUsedUp(meter)) return isOfDay ? "Used up: nothing of it goes on" : "Used up: the job stops and asks";
  if (meter.partlyUnknown) return "Nobody knows what the model costs";
  return isOfDay
    ? "When it is used up, its agents are stopped and you are asked"
    : "When it is used up, the agent is stopped and you are asked";
}
