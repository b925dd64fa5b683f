import * as z from "zod";

/** What the classifier made of a failed check or agent. Nulls where no rule knows it. */
export const failure = z.object({
  class: z.string().max(120),
  tool: z.string().max(60),
  severity: z.enum(["recoverable", "hard"]),
  /** Whose rule it was; null when the runner itself knows, as with a check that ran out of time. */
  rule: z.enum(["built_in", "project"]).nullable(),
  /** The same for the same failure in another run. */
  fingerprint: z.string().max(64),
  /** One instruction for the next attempt. */
  hint: z.string().max(1_000),
  /** Quoted lines of output. */
  evidence: z.array(z.string().max(500)).max(40),
  /** What was decided, in one line. */
  decision: z.string().max(500),
});
export type Failure = z.infer<typeof failure>;
