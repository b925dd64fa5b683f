import type * as z from "zod";
import { formatKeyPath, type KeyPath } from "../key-path.ts";
import type { ConfigProblem, Locator } from "../problem.ts";
import { nearest } from "../suggest.ts";
import { fileSchema, type SpoolFile } from "./file.ts";
import { describeIssue } from "./describe.ts";
import { keysAt } from "./keys.ts";

export type CheckedFile = { ok: true; file: SpoolFile } | { ok: false; problems: ConfigProblem[] };

/** Plain data against the schema, every complaint with its line. */
export function checkFile(data: Record<string, unknown>, locate: Locator): CheckedFile {
  const parsed = fileSchema.safeParse(data);
  if (parsed.success) return { ok: true, file: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, [], data, locate));
  return {
    ok: false,
    problems: problems.toSorted((left, right) => left.line - right.line || left.column - right.column),
  };
}

function problemsOf(issue: z.core.$ZodIssue, parent: KeyPath, data: unknown, locate: Locator): ConfigProblem[] {
  const path: KeyPath = [...parent, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...path, key], data, locate));
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // The form that was meant is the one that fails inside and not as a whole.
    const meant = issue.errors.find(
      (issues) => !issues.some((inner) => inner.code === "invalid_type" && inner.path.length === 0),
    );
    if (meant) return meant.flatMap((inner) => problemsOf(inner, path, data, locate));
  }
  const at = issue.code === "invalid_key" ? "key" : "value";
  return [{ ...locate(path, at), path: formatKeyPath(path), ...describeIssue(issue, valueAt(data, path)) }];
}

function unknownKey(path: KeyPath, data: unknown, locate: Locator): ConfigProblem {
  const key = String(path.at(-1));
  const owner = path.slice(0, -1);
  const { here, elsewhere } = keysAt(fileSchema, owner, valueAt(data, owner));
  const problem: ConfigProblem = { ...locate(path, "key"), path: formatKeyPath(path), message: "unknown key" };
  const form = elsewhere.get(key);
  if (form !== undefined) return { ...problem, message: `this key is only for the adapter ${form}` };
  const suggestion = nearest(key, here);
  if (suggestion !== undefined) return { ...problem, suggestion };
  return here.length > 0 ? { ...problem, hint: `known here: ${here.join(", ")}` } : problem;
}

function valueAt(data: unknown, path: KeyPath): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
