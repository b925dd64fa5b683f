import { html, nothing, type TemplateResult } from "lit";
import { tellingExit } from "../../../../shared/exit-cause.ts";
import { formatClock, formatCost, formatCount, formatDuration, plural } from "../../../../shared/units.ts";
import type { RowOf } from "../../../state/rows.ts";
import { icon } from "../../../ui/icon.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import type { RowContext } from "./context.ts";
import { disclosure, framed } from "./frame.ts";
import { jobLook, runLook, stageLook } from "./looks.ts";
import { logLink, output } from "./output.ts";

export function runRow(row: RowOf<"run">): TemplateResult {
  const { attempt, agent, model } = row;
  return framed(
    { at: row.at, icon: "play", topic: "run", look: "rule" },
    html`<b>Attempt ${attempt}</b> <span class="quiet">with ${agent}${model === null ? "" : ` ${model}`}</span>`,
  );
}

export function endedRow(row: RowOf<"ended">): TemplateResult {
  const { status, reason, exitCause, durationMs, tokens, costUsd, turns } = row;
  const look = runLook(status);
  const exit = tellingExit(status, exitCause);
  const used = tokens.input + tokens.cachedInput + tokens.output;
  const facts = [
    formatDuration(durationMs),
    formatCost(costUsd),
    ...(turns > 0 ? [plural(turns, "turn")] : []),
    ...(used > 0 ? [`${formatCount(used)} tokens`] : []),
    ...(exit === undefined ? [] : [`agent: ${exit}`]),
  ];
  return framed(
    { at: row.at, icon: look.icon, topic: "run", tone: look.tone },
    html`<b>${look.word}</b>
      <span class="quiet figures">${facts.join(" · ")}</span>
      ${reason === null ? nothing : html`<div>${visibleLine(reason)}</div>`}`,
  );
}

export function outcomeRow(row: RowOf<"outcome">): TemplateResult {
  const look = jobLook(row.to);
  return framed(
    { at: row.at, icon: look.icon, topic: "job", tone: look.tone },
    html`<b class=${look.tone}>${look.word}</b>${row.reason === null ? nothing : html` · ${visibleLine(row.reason)}`}`,
  );
}

export function stageRow(row: RowOf<"stage">): TemplateResult {
  const look = stageLook(row.end?.outcome ?? null);
  const took = row.end
    ? html`<span class="quiet figures">${formatDuration(row.end.durationMs)}</span>`
    : html`<spool-elapsed class="quiet figures" .since=${row.at}></spool-elapsed>`;
  const detail = row.end?.detail ?? null;
  return framed(
    { at: row.at, icon: look.icon, topic: row.stage, tone: look.tone, look: "begin small", spins: look.spins ?? false },
    html`${look.tone === "good" ? nothing : html`<span class=${look.tone}>${look.word}</span>`} ${took}
    ${detail === null ? nothing : html`<span class="quiet"> · ${visibleLine(detail)}</span>`}`,
  );
}

/** A command of the run: what passed is one line, what failed shows the end of what it printed. */
export function stepRow(row: RowOf<"step">, context: RowContext): TemplateResult {
  const { end, what, name, runId, process } = row;
  const log = runId !== undefined && process !== undefined ? { runId, process } : undefined;
  const ok = end !== null && end.exitCode === 0 && !end.timedOut;
  const state = end
    ? html`${icon(ok ? "check" : "error")} ${ok ? "passed" : failure(end)}
        <span class="quiet figures">${formatDuration(end.durationMs)}</span>`
    : html`<spool-elapsed class="figures" .since=${row.at}></spool-elapsed>`;
  const tone = end === null ? "quiet" : ok ? "good" : "bad";
  const head = html`<code>${visibleLine(name)}</code> <span class=${tone}>${state}</span>`;
  const body = () => html`
    ${
      visibleLine(row.command) === visibleLine(name)
        ? nothing
        : output(context, row.command, { source: { kind: "event", seq: row.seq }, keep: "head", lines: 6 })
    }
    ${
      end
        ? output(context, end.tail, { source: { kind: "event", seq: end.seq }, keep: "tail", lines: 24, log })
        : html`<div class="quiet">it is running ${logLink(context, log)}</div>`
    }
  `;
  return framed(
    { at: row.at, icon: "beaker", topic: what, tone: end && !ok ? "bad" : "", look: "small" },
    disclosure(context, { row: row.key, key: row.key, open: end !== null && !ok, head, body, label: "its output" }),
  );
}

function failure({ exitCode, timedOut }: { exitCode: number | null; timedOut: boolean }): string {
  if (timedOut) return "timed out";
  return exitCode === null ? "was killed" : `exit ${exitCode}`;
}

export function retryRow(row: RowOf<"retry">): TemplateResult {
  return framed(
    { at: row.at, icon: "refresh", topic: "retry", tone: "warning" },
    html`attempt ${row.attempt} at <span class="figures">${formatClock(row.dueAt)}</span>
      <span class="quiet"> · ${visibleLine(row.reason)}</span>`,
  );
}
