import { html, type TemplateResult } from "lit";
import type { TimelineRow } from "../../../state/rows.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import { artifactsRow, checkpointRow, planRow, publishedRow } from "./changes.ts";
import type { RowContext } from "./context.ts";
import { failureRow } from "./failure.ts";
import { framed } from "./frame.ts";
import { questionRow } from "./question.ts";
import { endedRow, outcomeRow, retryRow, runRow, stageRow, stepRow } from "./run.ts";
import { instructionRow, messageRow, noteRow, speechRow, thoughtRow } from "./speech.ts";
import { toolsRow } from "./tools.ts";

export function renderRow(row: TimelineRow, context: RowContext): TemplateResult {
  switch (row.kind) {
    case "instruction":
      return instructionRow(row, context);
    case "message":
      return messageRow(row, context);
    case "speech":
      return speechRow(row, context);
    case "thought":
      return thoughtRow(row, context);
    case "tools":
      return toolsRow(row, context);
    case "plan":
      return planRow(row, context);
    case "run":
      return runRow(row);
    case "ended":
      return endedRow(row);
    case "stage":
      return stageRow(row);
    case "step":
      return stepRow(row, context);
    case "failure":
      return failureRow(row, context);
    case "question":
      return questionRow(row, context);
    case "checkpoint":
      return checkpointRow(row, context);
    case "retry":
      return retryRow(row);
    case "outcome":
      return outcomeRow(row);
    case "published":
      return publishedRow(row);
    case "artifacts":
      return artifactsRow(row, context);
    case "note":
      return noteRow(row, context);
    case "unknown":
      return framed(
        { at: row.at, icon: "symbol-event", topic: "event", look: "small" },
        html`<span class="quiet">${visibleLine(row.type)}</span>`,
      );
  }
}
