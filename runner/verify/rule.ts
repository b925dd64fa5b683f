/** `hard`: no agent can put it right from inside the worktree, another attempt would only cost. */
export type Severity = "recoverable" | "hard";

/**
 * How much a match says: 1 that something failed, 2 an error by some name, 3 the tool and the kind of step, 4 the kind of
 * error, 5 the one thing that is wrong.
 */
export type Specificity = 1 | 2 | 3 | 4 | 5;

/**
 * What a failure looks like and what to do about it. Patterns are tried on single lines without colours, cut at
 * `longestLine`; none may backtrack without bound (a test measures each on hostile lines).
 */
export interface FailureRule {
  /** `<language or tool>.<what>`: the failure's class, and the rule's own name. */
  class: string;
  tool: string;
  severity: Severity;
  specificity: Specificity;
  patterns: readonly RegExp[];
  /** Lines in which the tool itself says at its end that this is why it failed. */
  verdicts?: readonly RegExp[];
  /** One instruction for the next attempt. */
  hint: string;
  examples: {
    /** Output that is of this class. */
    matches: readonly string[];
    /** Output that is not, though it looks like it. */
    others: readonly string[];
  };
}
