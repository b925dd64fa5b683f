import type { Run } from "../model/run.ts";
import type { SpendSum } from "../model/spend.ts";

/** What these runs used together. */
export function spendOf(runs: readonly Run[]): SpendSum {
  const sum: SpendSum = {
    runs: runs.length,
    tokens: { input: 0, cachedInput: 0, output: 0 },
    turns: 0,
    workedMs: 0,
    usd: null,
    unknownRuns: 0,
    subscriptionRuns: 0,
  };
  for (const { tokens, turns, costUsd, costSource, progress } of runs) {
    sum.tokens.input += tokens.input;
    sum.tokens.cachedInput += tokens.cachedInput;
    sum.tokens.output += tokens.output;
    sum.turns += turns;
    sum.workedMs += progress.workedMs;
    if (costUsd !== null) sum.usd = (sum.usd ?? 0) + costUsd;
    const isUsed = tokens.input + tokens.cachedInput + tokens.output > 0;
    if (costSource === "subscription") sum.subscriptionRuns += 1;
    else if (costSource === "unknown" && isUsed) sum.unknownRuns += 1;
  }
  return sum;
}
