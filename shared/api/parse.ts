import type * as z from "zod";
// Not by way of `z.core`, which would bring all of it into the extension.
import { toDotPath } from "zod/v4/core";
import { SpoolError } from "../errors.ts";

/** Checks what came through a door. The error names each field that is wrong and what was expected of it. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw inputError(result.error);
}

/** `invalid_input` with each wrong field and what was expected of it, twenty at most. */
export function inputError(error: z.core.$ZodError): SpoolError {
  const issues = error.issues.slice(0, 20).map((issue) => ({
    field: toDotPath(issue.path),
    problem: issue.message,
  }));
  const [first] = issues;
  const where = first?.field ? `${first.field}: ` : "";
  return new SpoolError("invalid_input", `${where}${first?.problem ?? "not valid"}`, {
    details: { issues, ...(first?.field && { field: first.field }) },
  });
}
