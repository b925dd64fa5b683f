import type { AgentEvent, TokenUsage } from "../port.ts";
import { countAt } from "../reading.ts";

type UsageEvent = Extract<AgentEvent, { kind: "usage" }>;

export const noTokens: TokenUsage = { input: 0, cachedInput: 0, output: 0 };

/** Codex counts cached input inside input; ours is apart. Both spellings. */
export function totalsOf(value: unknown): TokenUsage {
  const whole = Math.max(countAt(value, "inputTokens"), countAt(value, "input_tokens"));
  const cached = Math.max(countAt(value, "cachedInputTokens"), countAt(value, "cached_input_tokens"));
  const output = Math.max(countAt(value, "outputTokens"), countAt(value, "output_tokens"));
  return { input: Math.max(0, whole - cached), cachedInput: cached, output };
}

/** What came on top of the last known totals; nothing where nothing did. */
export function increment(before: TokenUsage, now: TokenUsage): UsageEvent | undefined {
  const tokens = {
    input: Math.max(0, now.input - before.input),
    cachedInput: Math.max(0, now.cachedInput - before.cachedInput),
    output: Math.max(0, now.output - before.output),
  };
  if (tokens.input + tokens.cachedInput + tokens.output === 0) return undefined;
  return { kind: "usage", tokens, turns: 1 };
}
