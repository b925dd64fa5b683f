import type { AgentEvent, AgentLaunch, TokenUsage } from "../port.ts";
import { at, countAt, fields, numberAt, textAt } from "../reading.ts";

type UsageEvent = Extract<AgentEvent, { kind: "usage" }>;

/** Turns what agents report, each in its way and some not at all, into increments. */
export interface UsageMeter {
  /** A `usage_update`: its cost is the session's total so far. */
  update(update: unknown): UsageEvent | undefined;
  /** The answer to the prompt: its tokens are this prompt's. */
  prompt(result: unknown): UsageEvent | undefined;
}

const none: TokenUsage = { input: 0, cachedInput: 0, output: 0 };

export function usageMeter(launch: AgentLaunch): UsageMeter {
  let cost = launch.resumeSessionId === undefined ? 0 : launch.resumedUsage?.costUsd;
  return {
    update(update) {
      const total = numberAt(update, "cost", "amount");
      if (total === undefined || (textAt(update, "cost", "currency") ?? "USD") !== "USD") return undefined;
      const before = cost;
      cost = total;
      if (before === undefined || total <= before) return undefined;
      return { kind: "usage", tokens: { ...none }, costUsd: total - before };
    },
    prompt(result) {
      const usage = fields(at(result, "usage"));
      const quota = fields(at(result, "_meta", "quota", "token_count"));
      if (usage) {
        const input = countAt(usage, "inputTokens") + countAt(usage, "cachedWriteTokens");
        const tokens = {
          input,
          cachedInput: countAt(usage, "cachedReadTokens"),
          output: countAt(usage, "outputTokens"),
        };
        return { kind: "usage", tokens };
      }
      if (!quota) return undefined;
      const tokens = { input: countAt(quota, "input_tokens"), cachedInput: 0, output: countAt(quota, "output_tokens") };
      return { kind: "usage", tokens };
    },
  };
}
