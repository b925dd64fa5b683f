import type { AgentEvent, AgentLaunch, TokenUsage } from "../port.ts";
import { at, countAt, fields, numberAt, textAt } from "../reading.ts";

type UsageEvent = Extract<AgentEvent, { kind: "usage" }>;

/** Turns the figures of `assistant` and `result` lines into increments. */
export interface UsageMeter {
  /** What is known when a model message begins: its input, hardly any output. Each message counts once. */
  message(line: unknown): UsageEvent | undefined;
  /** The whole since the result before, without what its messages told. */
  report(result: unknown): UsageEvent | undefined;
}

/** Lines of one message follow each other, those of subagents in between; a hundred ids are more than are ever open. */
const idsRemembered = 100;

function tokensOf(usage: unknown): TokenUsage {
  return {
    input: countAt(usage, "input_tokens") + countAt(usage, "cache_creation_input_tokens"),
    cachedInput: countAt(usage, "cache_read_input_tokens"),
    output: countAt(usage, "output_tokens"),
  };
}

function isNothing({ input, cachedInput, output }: TokenUsage): boolean {
  return input + cachedInput + output === 0;
}

/** What of the whole is left when a part was told before; the part is an estimate and may be the greater. */
function remainder(whole: TokenUsage, told: TokenUsage): TokenUsage {
  return {
    input: Math.max(0, whole.input - told.input),
    cachedInput: Math.max(0, whole.cachedInput - told.cachedInput),
    output: Math.max(0, whole.output - told.output),
  };
}

/**
 * `total_cost_usd` is cumulative over the whole session, earlier processes included, and `usage` leaves out subagents.
 * `model_usage_since_last_result` is neither; versions without it fall back to the difference of the totals, for which
 * a resumed run needs the total of the runs before. An agent that is killed writes no `result`: what its messages told is
 * then all there is.
 */
export function usageMeter(launch: AgentLaunch): UsageMeter {
  let total = launch.resumeSessionId === undefined ? 0 : launch.resumedUsage?.costUsd;
  let told: TokenUsage = { input: 0, cachedInput: 0, output: 0 };
  const ids = new Set<string>();
  return {
    message(line) {
      const id = textAt(line, "message", "id");
      const tokens = tokensOf(at(line, "message", "usage"));
      if (id === undefined || ids.has(id) || isNothing(tokens)) return undefined;
      ids.add(id);
      for (const oldest of ids) {
        if (ids.size <= idsRemembered) break;
        ids.delete(oldest);
      }
      const { input, cachedInput, output } = tokens;
      told = { input: told.input + input, cachedInput: told.cachedInput + cachedInput, output: told.output + output };
      return { kind: "usage", tokens, costFollows: true };
    },
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
        const tokens = tokensOf(at(result, "usage"));
        const costUsd = newTotal === undefined || total === undefined ? undefined : Math.max(0, newTotal - total);
        usage = { kind: "usage", tokens, turns, ...(costUsd !== undefined && { costUsd }) };
      }
      total = newTotal ?? total;
      usage.tokens = remainder(usage.tokens, told);
      told = { input: 0, cachedInput: 0, output: 0 };
      return isNothing(usage.tokens) && turns === 0 && !usage.costUsd ? undefined : usage;
    },
  };
}
