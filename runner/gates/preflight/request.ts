/** What is to be checked, and against what. Plain data: it travels to a worker thread. */
export interface PreflightRequest {
  git: GitPlace;
  range: PreflightRange;
  rules: PreflightRules;
}

/** Where git finds the objects. */
export interface GitPlace {
  /** GIT_DIR. */
  directory: string;
  /** Files of git's index; default the repository's own. Only for `staged`. */
  indexFile?: string;
}

export type PreflightRange =
  /** All that `head` has and none of `exclude` has. Full ids. */
  | { kind: "commits"; head: string; exclude: readonly string[] }
  /** What the index holds and HEAD does not. */
  | { kind: "staged" };

/** A path; `raw` holds it in base64 where it is no text (file-name.ts). */
export interface NamedPath {
  path: string;
  raw?: string | undefined;
}

export interface PreflightRules {
  /** Null: anybody. */
  author: { name: string; email: string } | null;
  /** What binds the job, whose work is what differs from `since` (a full id); null: nothing does. */
  contract: { since: string; files: readonly NamedPath[] } | null;
  /** Paths that approved plans name: protected ones among them may be changed. */
  planned: readonly NamedPath[];
  maxFileBytes: number;
  /** Patterns of paths that rules about names, sizes and protected places leave alone. Secrets are looked for all the same. */
  allowPaths: readonly string[];
  /** Patterns of names that may not be published, besides the built-in ones. */
  forbiddenNames: readonly string[];
  /** Patterns of paths that may not be changed, besides the built-in ones. */
  protectedPaths: readonly string[];
  /** Fingerprints of secrets that may be published. */
  allowSecrets: readonly string[];
  /** Milliseconds for all of it; then the answer is no. */
  timeoutMs: number;
}

/** More than this is not looked for: the answer is no in any case. */
export const findingLimit = 500;
