import type { KeyPath } from "../key-path.ts";

export interface Report {
  (path: KeyPath, message: string, more?: { suggestion?: string | undefined; hint?: string }): void;
}

/** What resolving needs of the outside. A function that reports a problem returns a stand-in, which nobody gets to see. */
export interface ResolveContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly home: string;
  /** Of the configuration file, absolute: relative paths start here. */
  readonly directory: string;
  readonly report: Report;
}
