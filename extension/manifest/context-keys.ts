/** Context keys that `when` clauses use; set only through `setContextKey`. */
export interface ContextKeys {
  "spool.hasRunners": boolean;
  /** At least one runner is connected. */
  "spool.online": boolean;
  /** Of all runners together. */
  "spool.connection": "none" | "online" | "connecting" | "offline" | "refused";
  /** The thread tree leaves threads out. */
  "spool.filtering": boolean;
  /** Somebody asked to browse a thread's files. */
  "spool.browsing": boolean;
  /** There are comments that were not submitted. */
  "spool.reviewPending": boolean;
}

export type ContextKey = keyof ContextKeys;
