import type { AgentEvent, AgentLaunch } from "../port.ts";
import { at, countAt, fields, numberAt } from "../reading.ts";

type UsageEvent = Extract<AgentEvent, { kind: "usage" }>;

/** Turns the figures of `result` lines into increments. */
export interface UsageMeter {
  report(result: unknown): UsageEvent | undefined;
}

/**
 * `total_cost_usd` is cumulative over the whole session, earlier processes included, and `usage` leaves out subagents.
 * `model_usage_since_last_result` is neither; versions without it fall back to the difference of the totals, for which
 * a resumed run needs the total of the runs before.
 */
export function usageMeter(launch: AgentLaunch): UsageMeter {
  let total = launch.resumeSessionId === undefined ? 0 : launch.resumedUsage?.costUsd;
  return {
    report(result) {
      const turns = countAt(result, "num_turns");
      const newTotal = numberAt(result, "total_cost_usd");
      const since = fields(at(result, "model_usage_since_last_result"));
      let usage: UsageEvent;
      if (since) {
        usage = { kind: "usage", tokens: { input: 0, cachedInput: 0, output: 0 }, costUsd: 0, turns };
        for (const model of Object.values(since)) {
          usage.tokens.input += countAt(model, "inputTokens") + countAt(model, "cacheCreationInputTokens");
          usage.tokens.cachedInput += countAt(model, "cacheReadInputTokens");
          usage.tokens.output += countAt(model, "outputTokens");
          usage.costUsd = (usage.costUsd ?? 0) + countAt(model, "costUSD");
        }
      } else {
        const own = at(result, "usage");
        const tokens = {
          input: countAt(own, "input_tokens") + countAt(own, "cache_creation_input_tokens"),
          cachedInput: countAt(own, "cache_read_input_tokens"),
          output: countAt(own, "output_tokens"),
        };
        const costUsd = newTotal === undefined || total === undefined ? undefined : Math.max(0, newTotal - total);
        usage = { kind: "usage", tokens, turns, ...(costUsd !== undefined && { costUsd }) };
      }
      total = newTotal ?? total;
      const nothing = usage.tokens.input + usage.tokens.cachedInput + usage.tokens.output + turns === 0;
      return nothing && !usage.costUsd ? undefined : usage;
    },
  };
}
