import { firstLine } from "../../../../shared/text.ts";
import type { TimelineRow } from "../../../state/rows.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import { jobLook, runLook, stageLook, toolLook } from "./looks.ts";

/** A row in one sentence, for those who hear it. */
export function rowLabel(row: TimelineRow): string {
  return visibleLine(firstLine(sentence(row), 300));
}

function sentence(row: TimelineRow): string {
  switch (row.kind) {
    case "instruction":
      return `Instruction: ${row.instruction}`;
    case "message":
      return `${row.by}: ${row.text}`;
    case "speech":
      return `Agent: ${row.text}`;
    case "thought":
      return `Thought: ${row.text}`;
    case "tools": {
      const [first] = row.calls;
      const failed = row.calls.some(({ result }) => result?.ok === false) ? ", failed" : "";
      return first ? `${toolLook(first.tool).verb} ${first.paths[0] ?? first.title}${failed}` : "";
    }
    case "plan":
      return `Plan, ${row.entries.filter(({ status }) => status === "completed").length} of ${row.entries.length} done`;
    case "run":
      return `Attempt ${row.attempt} with ${row.agent}`;
    case "ended":
      return `Run ${runLook(row.status).word}`;
    case "stage":
      return `Stage ${row.stage}, ${stageLook(row.end?.outcome ?? null).word}`;
    case "step":
      return `${row.what} ${row.name}, ${row.end === null ? "running" : row.end.exitCode === 0 ? "passed" : "failed"}`;
    case "failure":
      return `Failure ${row.class ?? "of no known kind"}: ${row.decision}`;
    case "question":
      return `${row.decision ? "Answered question" : "Question for you"}: ${row.title}`;
    case "checkpoint":
      return `Checkpoint, ${row.files} files, ${row.additions} lines added, ${row.deletions} removed`;
    case "retry":
      return `Retry, attempt ${row.attempt}: ${row.reason}`;
    case "outcome":
      return `Job ${jobLook(row.to).word}${row.reason === null ? "" : `: ${row.reason}`}`;
    case "published":
      return `Published, ${row.files} files`;
    case "artifacts":
      return `${row.files.length} artifacts`;
    case "note":
      return row.text;
    case "unknown":
      return row.type;
  }
}

/** Pixels that a row will take, before it was ever drawn. */
export function estimatedHeight(row: TimelineRow): number {
  const text = row.kind === "speech" ? row.text : row.kind === "instruction" ? row.instruction : "";
  if (text !== "") return 16 + 20 * Math.min(60, Math.ceil(text.length / 90) + text.split("\n", 60).length - 1);
  return row.kind === "question" ? 160 : 28;
}
