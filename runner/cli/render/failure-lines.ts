import type { Failure } from "../../../shared/model/failure.ts";
import { line } from "./lines.ts";
import type { RenderOptions } from "./options.ts";

const evidenceLines = 8;

/** What a run's failure was taken for, what is to be done about it, and the lines that say so. */
export function failureLines(failure: Failure, indent: number, options: RenderOptions): string {
  const { class: name, severity, decision, hint, evidence } = failure;
  const more = evidence.length > evidenceLines ? [`… ${evidence.length - evidenceLines} more lines`] : [];
  return [
    line(`${name}${severity === "hard" ? ", hard" : ""}: ${decision}`, options, { indent }),
    line(`hint: ${hint}`, options, { indent }),
    ...[...evidence.slice(0, evidenceLines), ...more].map((text) =>
      line(text, options, { indent: indent + 2, tone: "dim" }),
    ),
  ].join("");
}
