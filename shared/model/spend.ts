import type { Billing } from "./budget.ts";
import type { Tokens } from "./run.ts";

export const spendGroups = ["day", "project", "agent", "model"] as const;
export type SpendGroup = (typeof spendGroups)[number];

/** Days like `2026-11-28` in the runner's time zone, both included; of one project or (null) of all. */
export interface SpendRange {
  from: string;
  to: string;
  projectId: string | null;
}

/** A sum over runs. `usd` is null when of nothing the cost is known; `unknownRuns`: of so many it is not, or not of all. */
export interface SpendSum {
  runs: number;
  tokens: Tokens;
  turns: number;
  workedMs: number;
  usd: number | null;
  unknownRuns: number;
  /** Runs that a subscription paid for; they are not among the unknown. */
  subscriptionRuns: number;
}

/** What came on top for one run on one day. */
export interface SpendCharge {
  day: string;
  runId: string;
  model: string | null;
  projectId: string;
  agent: string;
  billing: Billing;
  tokens: Tokens;
  turns: number;
  workedMs: number;
  usd: number | null;
  unpricedTokens: number;
}
