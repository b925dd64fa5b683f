import { type ErrorShape, SpoolError } from "../../shared/errors.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { formatConfigErrors } from "../config/render.ts";
import { exitCodeOfError, exitCodes } from "./exit-code.ts";
import { clean, cleanLine } from "./terminal/clean.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Says an error in one line with its hint, or as one JSON object with `--json`. Returns what to exit with. */
export function reportError(
  error: unknown,
  { terminal, json, debug }: { terminal: Terminal; json: boolean; debug: boolean },
): number {
  const shape = describeError(error);
  if (json) {
    terminal.out(`${JSON.stringify({ error: shape })}\n`);
  } else {
    terminal.note(`spool: ${cleanLine(shape.message)}\n`);
    terminal.note(problemLines(shape));
    if (shape.hint) terminal.note(`hint: ${cleanLine(shape.hint)}\n`);
  }
  if (debug && error instanceof Error) terminal.note(`${error.stack ?? error.message}\n`);
  return SpoolError.is(error) ? exitCodeOfError(error.code) : exitCodes.internal;
}

/** What is wrong with a configuration, a line for each; as `spool config validate` shows it. */
function problemLines({ code, details }: ErrorShape): string {
  if (code !== "config_invalid" || !Array.isArray(details?.["problems"])) return "";
  const text = formatConfigErrors(String(details["file"]), details["problems"] as ConfigProblem[]);
  return `${clean(text)}\n`;
}

/** An error of this process is described as it is: unlike the runner's, it cannot give away anything of another. */
export function describeError(error: unknown): ErrorShape {
  if (!SpoolError.is(error)) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      code: "internal",
      message: `unexpected: ${message}`,
      hint: "this is a defect in spool; SPOOL_DEBUG=1 shows where",
    };
  }
  return {
    code: error.code,
    message: error.message,
    ...(error.hint && { hint: error.hint }),
    ...(error.details && { details: error.details }),
  };
}
