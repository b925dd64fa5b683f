import type { RunCost, Tokens } from "../model/run.ts";

/** US dollars of so many tokens; undefined when nobody knows the price. */
export type PriceOf = (tokens: Tokens) => number | undefined;

/**
 * What a report of usage adds to what a run is known to cost. A cost that the agent reports is that of all since its last
 * report, and takes the place of what was priced meanwhile. An agent that reports costs at all is believed: tokens that it
 * tells beside them are priced only when it says that their cost is still to come (`costFollows`).
 */
export function addCost(
  cost: RunCost,
  report: { tokens: Tokens; costUsd?: number | undefined; costFollows?: boolean | undefined },
  priceOf: PriceOf,
): RunCost {
  const { tokens, costUsd, costFollows = false } = report;
  if (costUsd !== undefined) {
    return {
      reportedUsd: bounded((cost.reportedUsd ?? 0) + costUsd),
      pricedUsd: null,
      unpricedTokens: 0,
      pending: false,
    };
  }
  const count = tokens.input + tokens.cachedInput + tokens.output;
  if (count === 0 || (cost.reportedUsd !== null && !costFollows)) return cost;
  const price = priceOf(tokens);
  const pending = costFollows;
  if (price === undefined) return { ...cost, unpricedTokens: cost.unpricedTokens + count, pending };
  return { ...cost, pricedUsd: bounded((cost.pricedUsd ?? 0) + price), pending };
}

/** US dollars, as far as known; null when nothing is. */
export function knownUsd({ reportedUsd, pricedUsd }: RunCost): number | null {
  return reportedUsd === null && pricedUsd === null ? null : (reportedUsd ?? 0) + (pricedUsd ?? 0);
}

export function costSource({ reportedUsd, pricedUsd, unpricedTokens }: RunCost): "reported" | "priced" | "unknown" {
  if (unpricedTokens > 0) return "unknown";
  if (pricedUsd !== null) return "priced";
  return reportedUsd === null ? "unknown" : "reported";
}

/** Tokens were used whose price nobody knows and will tell. */
export function isUnpriced({ unpricedTokens, pending }: RunCost): boolean {
  return unpricedTokens > 0 && !pending;
}

const largestUsd = 1e9;

/** From outside: a row must be writable whatever an agent says. */
function bounded(usd: number): number {
  return Number.isFinite(usd) ? Math.min(Math.max(0, usd), largestUsd) : 0;
}
