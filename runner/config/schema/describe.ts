import type * as z from "zod";
import { nearest } from "../suggest.ts";

interface Description {
  message: string;
  suggestion?: string;
  hint?: string;
}

/**
 * A schema's complaint in words. Says the kind of what was found; its value only where the key takes a number or one
 * of a few words, never a free text, which may be a secret.
 */
export function describeIssue(issue: z.core.$ZodIssue, value: unknown): Description {
  if (value === undefined) return { message: `missing; expected ${expected(issue)}` };
  switch (issue.code) {
    case "invalid_type":
      return wrongKind(expected(issue), value);
    case "invalid_value":
      return wrongWord(issue.values.map(String), value);
    case "invalid_union": {
      const options = "options" in issue && issue.options ? issue.options.map(String) : [];
      return options.length > 0 ? wrongWord(options, value) : wrongKind(expected(issue), value);
    }
    case "too_small":
    case "too_big":
      return { message: `expected ${expected(issue)}, got ${size(value)}` };
    case "invalid_key":
      return { message: issue.issues[0]?.message ?? "not a name" };
    case "custom":
    case "invalid_format":
    case "not_multiple_of":
    case "invalid_element":
    case "unrecognized_keys":
      return { message: issue.message };
  }
}

function wrongKind(wanted: string, value: unknown): Description {
  const description: Description = { message: `expected ${wanted}, got ${kind(value)}` };
  if (value === null) return { ...description, hint: "remove the key to get its default" };
  if (wanted === "text" && (typeof value === "number" || typeof value === "boolean")) {
    return { ...description, hint: "put it in quotes" };
  }
  if (wanted === "a list" && typeof value === "string") return { ...description, hint: "write it as a list: [ … ]" };
  return description;
}

function wrongWord(words: readonly string[], value: unknown): Description {
  const wanted = words.length === 1 ? String(words[0]) : `one of ${words.join(", ")}`;
  if (typeof value !== "string") return wrongKind(wanted, value);
  const suggestion = nearest(value, words);
  // Quoted only when it is nearly right: anything else may be a secret in the wrong line.
  if (suggestion === undefined) return { message: `expected ${wanted}, got another text` };
  return { message: `expected ${wanted}, got "${value}"`, suggestion };
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return kindNames[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(", ")}`;
    case "invalid_union":
      if ("options" in issue && issue.options) return `one of ${issue.options.map(String).join(", ")}`;
      return [...new Set(issue.errors.flatMap((issues) => issues.slice(0, 1).map(expected)))].join(" or ");
    case "too_small":
      return bound(issue.origin, Number(issue.minimum), issue.inclusive === false ? "more than" : "at least");
    case "too_big":
      return bound(issue.origin, Number(issue.maximum), issue.inclusive === false ? "less than" : "at most");
    case "custom":
    case "invalid_format":
    case "invalid_key":
    case "not_multiple_of":
    case "invalid_element":
    case "unrecognized_keys":
      return "a value";
  }
}

const kindNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

function bound(origin: string, limit: number, words: string): string {
  if (origin === "string") return `${words} ${limit} ${limit === 1 ? "character" : "characters"}`;
  if (origin === "array") return `${words} ${limit} ${limit === 1 ? "entry" : "entries"}`;
  return `${words} ${limit}`;
}

function size(value: unknown): string {
  if (typeof value === "string") return value === "" ? "an empty text" : `${value.length}`;
  return Array.isArray(value) ? String(value.length) : String(value);
}

function kind(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return `the number ${value}`;
  return typeof value === "boolean" ? String(value) : "a map";
}
