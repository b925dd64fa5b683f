import type { OverallConnection } from "../common/connection/overall.ts";

/** Context keys that `when` clauses use; set only through `setContextKey`. */
export interface ContextKeys {
  "spool.hasRunners": boolean;
  /** At least one runner is connected. */
  "spool.online": boolean;
  /** Of all runners together. */
  "spool.connection": OverallConnection;
  /** Somebody asked to browse a thread's files. */
  "spool.browsing": boolean;
  /** There are comments that were not submitted. */
  "spool.reviewPending": boolean;
}

export type ContextKey = keyof ContextKeys;
