import { errorShape, type ErrorShape, SpoolError } from "../../shared/errors.ts";

/** What a person may see of an error. One that is no answer of a runner is the extension's own, and is called that. */
export function shownError(error: unknown): ErrorShape {
  if (SpoolError.is(error)) return errorShape(error);
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: `Spool's extension failed: ${message}`, hint: "its log says where" };
}

/** An error as one line for a person: what is wrong, and what to do. */
export function errorText(error: unknown): string {
  const { message, hint } = shownError(error);
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return hint === undefined ? sentence : `${sentence} – ${hint}`;
}
