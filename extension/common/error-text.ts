import { errorShape } from "../../shared/errors.ts";

/** An error as one line for a person: what is wrong, and what to do. */
export function errorText(error: unknown): string {
  const { message, hint } = errorShape(error);
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return hint === undefined ? sentence : `${sentence} – ${hint}`;
}
