import { expect, test } from "vitest";
import { acpProtocol } from "../../runner/agents/acp/protocol.ts";
import { claudeProtocol } from "../../runner/agents/claude/protocol.ts";
import { codexServerProtocol } from "../../runner/agents/codex/server.ts";
import type { AgentEvent, AgentProtocol } from "../../runner/agents/port.ts";
import { recordedLaunch } from "./fixtures.ts";

const resetSeconds = 1_900_000_000;

function feed(protocol: AgentProtocol, ...messages: unknown[]): AgentEvent[] {
  return messages.flatMap((message) => protocol.line(JSON.stringify(message)).events);
}

test("a used-up window of Claude says when it opens again", () => {
  const protocol = claudeProtocol(recordedLaunch);
  const info = { status: "rejected", resetsAt: resetSeconds, rateLimitType: "five_hour" };
  const events = feed(
    protocol,
    { type: "rate_limit_event", rate_limit_info: { ...info, status: "allowed_warning" } },
    { type: "rate_limit_event", rate_limit_info: info },
    { type: "result", subtype: "success", is_error: true, api_error_status: 429, result: "usage limit reached" },
  );
  const expected = { kind: "usage_window", resetAt: resetSeconds * 1000 };
  expect(events).toMatchObject([
    { kind: "limit", limit: expected },
    { kind: "limit", limit: expected },
  ]);
  expect(protocol.finish({ code: 1, signal: null }, "")).toMatchObject({ failure: "quota", limit: expected });
});

test("older versions of Claude say it in words", () => {
  const protocol = claudeProtocol(recordedLaunch);
  const result = `Claude AI usage limit reached|${resetSeconds}`;
  feed(protocol, { type: "result", subtype: "success", is_error: true, result });
  expect(protocol.finish({ code: 1, signal: null }, "")).toMatchObject({ limit: { resetAt: resetSeconds * 1000 } });
});

test("a used-up window of Codex says when it opens again", () => {
  const protocol = codexServerProtocol(recordedLaunch, undefined);
  const rateLimits = {
    primary: { usedPercent: 100, resetsAt: resetSeconds },
    secondary: { usedPercent: 40, resetsAt: resetSeconds + 9 },
    rateLimitReachedType: "rate_limit_reached",
  };
  const error = { message: "You've hit your usage limit.", codexErrorInfo: "usageLimitExceeded" };
  feed(
    protocol,
    { method: "account/rateLimits/updated", params: { rateLimits } },
    { method: "turn/completed", params: { turn: { status: "failed", error } } },
  );
  expect(protocol.finish({ code: 0, signal: null }, "")).toMatchObject({
    failure: "quota",
    limit: { kind: "usage_window", resetAt: resetSeconds * 1000 },
  });
});

test("costs that vendors count from the beginning of a session become increments", () => {
  const resumed = { ...recordedLaunch, resumeSessionId: "s" };
  const before = { tokens: { input: 0, cachedInput: 0, output: 0 }, costUsd: 0.5 };
  const result = {
    type: "result",
    subtype: "success",
    num_turns: 1,
    total_cost_usd: 0.75,
    usage: { output_tokens: 4 },
  };
  const known = feed(claudeProtocol({ ...resumed, resumedUsage: before }), result);
  expect(known).toMatchObject([{ kind: "usage", costUsd: 0.25, tokens: { output: 4 } }]);
  const [unknown] = feed(claudeProtocol(resumed), result);
  expect(unknown).not.toHaveProperty("costUsd");

  const agent = acpProtocol({ ...resumed, resumedUsage: before }, { model: undefined, exitsAtEndOfInput: true });
  const update = (amount: number) => ({
    method: "session/update",
    params: { update: { sessionUpdate: "usage_update", cost: { amount, currency: "USD" } } },
  });
  feed(
    agent,
    { id: "initialize", result: { agentCapabilities: { sessionCapabilities: { resume: {} } } } },
    { id: "session", result: {} },
  );
  expect(feed(agent, update(0.75), update(0.75), update(1))).toMatchObject([{ costUsd: 0.25 }, { costUsd: 0.25 }]);
});

test("what Claude's messages told is not told again by the result, and is what a killed run has used", () => {
  const protocol = claudeProtocol(recordedLaunch);
  const message = (id: string, input_tokens: number) => ({
    type: "assistant",
    message: { id, content: [], usage: { input_tokens, cache_read_input_tokens: 5, output_tokens: 1 } },
  });
  const used = (input: number, cachedInput: number, output: number) => ({
    kind: "usage",
    tokens: { input, cachedInput, output },
  });
  const inTurn = (...figures: Parameters<typeof used>) => ({ ...used(...figures), costFollows: true });
  const told = feed(protocol, message("a", 100), message("a", 100), message("b", 200), message("a", 100));
  expect(told).toEqual([inTurn(100, 5, 1), inTurn(200, 5, 1)]);
  const result = { type: "result", subtype: "success", is_error: false, num_turns: 2, total_cost_usd: 0.5 };
  const model = { inputTokens: 290, cacheReadInputTokens: 10, outputTokens: 70, costUSD: 0.5 };
  expect(feed(protocol, { ...result, model_usage_since_last_result: { model } })).toEqual([
    { ...used(0, 0, 68), costUsd: 0.5, turns: 2 },
  ]);
  expect(feed(protocol, message("c", 50))).toEqual([inTurn(50, 5, 1)]);
});

test("a result says nothing about the turn that began after it", () => {
  const protocol = claudeProtocol(recordedLaunch);
  feed(
    protocol,
    { type: "system", subtype: "background_tasks_changed", tasks: [{}] },
    { type: "result", subtype: "success", is_error: false, result: "waiting" },
  );
  expect(protocol.finish({ code: null, signal: "SIGKILL" }, "")).toMatchObject({ kind: "completed" });
  feed(protocol, { type: "assistant", message: { content: [{ type: "text", text: "now" }] } });
  expect(protocol.finish({ code: null, signal: "SIGKILL" }, "")).toMatchObject({ kind: "failed", failure: "crash" });
});
