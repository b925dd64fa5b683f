import type { RunView } from "../../../shared/api/views.ts";
import type { Stage } from "../../../shared/model/run.ts";
import { runCostText } from "../../../shared/budget-words.ts";
import { failureLines } from "./failure-lines.ts";
import { line } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { shortId } from "./short-id.ts";
import { runLook, stageLook } from "./status-symbol.ts";
import { formatChanges, formatDuration, plural } from "../../../shared/units.ts";

/** A run as a line of facts and one of its stages; why it failed below. */
export function runLines({ run, stages, checkpoints }: RunView, indent: number, options: RenderOptions): string {
  const { symbol, word, tone } = runLook(run.status);
  const facts = [
    `${symbol} attempt ${run.attempt} ${word}`,
    `run ${shortId(run.id)}`,
    run.startedAt === null ? null : formatDuration((run.finishedAt ?? options.now) - run.startedAt),
    run.turns > 0 ? `${runCostText(run)}, ${plural(run.turns, "turn")}` : null,
    changesText(checkpoints),
    run.verification === "failed" ? "checks failed" : null,
    run.verification === "known_failures" ? "checks failed as on the base" : null,
  ];
  const parts = facts.filter((fact) => fact !== null).join(" · ");
  const shownStages = stages.map((stage) => stageText(stage, options.now)).join(" · ");
  return [
    line(parts, options, { indent, tone }),
    shownStages === "" ? "" : line(shownStages, options, { indent: indent + 2, tone: "dim" }),
    run.failureReason === null ? "" : line(run.failureReason, options, { indent: indent + 2, tone: "red" }),
    run.failure === null ? "" : failureLines(run.failure, indent + 2, options),
  ].join("");
}

function changesText(checkpoints: RunView["checkpoints"]): string | null {
  const newest = checkpoints.at(-1);
  return newest ? formatChanges(newest) : null;
}

function stageText(stage: Stage, now: number): string {
  const { symbol } = stageLook(stage.outcome);
  const duration = formatDuration((stage.endedAt ?? now) - stage.startedAt);
  return `${stage.name} ${symbol} ${duration}`;
}
