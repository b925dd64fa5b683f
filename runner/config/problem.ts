import { SpoolError } from "../../shared/errors.ts";
import type { KeyPath } from "./key-path.ts";

/** One thing that is wrong with the file. */
export interface ConfigProblem {
  /** 1-based; 0 when the file as a whole is meant. */
  line: number;
  /** 1-based, in characters; 0 when the file as a whole is meant. */
  column: number;
  /** `projects[0].worktrees.pool`; empty for the file as a whole. */
  path: string;
  /** What is wrong, what was expected, what was found. Never the value of a secret. */
  message: string;
  /** The nearest known key or value. */
  suggestion?: string;
  /** What to do about it, where that is more than a spelling. */
  hint?: string;
}

/** What Spool makes of a key that it understands differently from the program the file was written for. */
export interface ConfigNotice {
  kind: "mapped" | "new" | "ignored" | "not_available";
  line: number;
  column: number;
  path: string;
  message: string;
}

export interface Position {
  line: number;
  column: number;
}

/** Position of the key or of the value at a path; of the nearest enclosing one when the path itself is not there. */
export type Locator = (path: KeyPath, at: "key" | "value") => Position;

/** `<file> <what>`, for a caller that cannot go on; `details.problems` says why and is printed with it. */
export function configError(file: string, what: string, problems: readonly ConfigProblem[], hint?: string): SpoolError {
  return new SpoolError("config_invalid", `${file} ${what}`, {
    ...(hint !== undefined && { hint }),
    details: { file, problems },
  });
}
