import { describe, expect, test } from "vitest";
import { resetTime } from "../../runner/agents/reset-time.ts";
import { feed, protocols, recordedLaunch } from "./fixtures.ts";

const now = Date.UTC(2026, 10, 28, 12, 0);
const inAnHour = now + 3_600_000;
const seconds = (time: number) => Math.round(time / 1_000);

/** The last lines of Claude Code when the API refused: the message, then the result that calls itself a success. */
function claude(error: string, status: number, text: string): object[] {
  return [
    { type: "assistant", error, message: { model: "<synthetic>", content: [{ type: "text", text }] } },
    {
      ...{ type: "result", subtype: "success", is_error: true, api_error_status: status, result: text },
      ...{ terminal_reason: "api_error", stop_reason: "stop_sequence" },
    },
  ];
}

function claudeWindow(rateLimitType: string): object[] {
  const info = { status: "rejected", resetsAt: seconds(inAnHour), rateLimitType };
  return [
    { type: "rate_limit_event", rate_limit_info: info },
    ...claude("rate_limit", 429, "You've hit your limit · resets 3pm (Europe/Berlin)"),
  ];
}

function codexTurn(message: string, codexErrorInfo: unknown): object[] {
  const error = { message, codexErrorInfo, additionalDetails: null };
  return [{ method: "turn/completed", params: { turn: { id: "1", items: [], status: "failed", error } } }];
}

const codexWindow = {
  method: "account/rateLimits/updated",
  params: {
    rateLimits: {
      primary: { usedPercent: 100, windowDurationMins: 300, resetsAt: seconds(inAnHour) },
      secondary: { usedPercent: 40, windowDurationMins: 10_080, resetsAt: seconds(inAnHour) + 99 },
      rateLimitReachedType: "rate_limit_reached",
    },
  },
};

const codexExec = (message: string) => [
  { type: "error", message },
  { type: "turn.failed", error: { message } },
];

/** The agent's answer to the prompt. */
const acp = (code: number, message: string) => [{ jsonrpc: "2.0", id: "prompt", error: { code, message } }];

const gemini = (code: number, status: string, message: string, details: object[] = []) =>
  acp(code, JSON.stringify({ error: { code, message, status, details } }));

const overloaded = "API Error: Repeated 529 Overloaded errors. The API is at capacity — this is usually temporary.";
const demand = "We’re currently experiencing high demand, which may cause temporary errors.";
const incorrect = "unexpected status 401 Unauthorized: Incorrect API key provided, url: http://127.0.0.1/v1/responses";
const retry = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "3600s" };

/**
 * What each vendor's program says when it is refused, as it was recorded (Claude Code 2.1.329, Codex 0.169.0, Gemini 0.61.0), but
 * for the windows of subscriptions, which no recording has: they are as the programs' types and messages name them.
 */
const answers: [string, keyof typeof protocols, object[], string, string, number | undefined][] = [
  [
    "too fast",
    "claude",
    claude("rate_limit", 429, "API Error: Request rejected (429) · rate limited"),
    "rate_limit",
    "rate",
    undefined,
  ],
  ["no credit", "claude", claude("billing_error", 400, "Credit balance is too low"), "quota", "quota", undefined],
  ["overloaded", "claude", claude("server_error", 529, overloaded), "overloaded", "overloaded", undefined],
  ["five hours used up", "claude", claudeWindow("five_hour"), "quota", "usage_window", inAnHour],
  ["a model's week used up", "claude", claudeWindow("seven_day_opus"), "quota", "usage_window", inAnHour],
  [
    "an older version's window",
    "claude",
    claude("rate_limit", 429, `Claude AI usage limit reached|${seconds(inAnHour)}`),
    "quota",
    "usage_window",
    inAnHour,
  ],
  [
    "a wrong key",
    "claude",
    claude("authentication_failed", 401, "Invalid API key · Fix external API key"),
    "auth",
    "auth",
    undefined,
  ],
  [
    "a forbidden key",
    "claude",
    claude("authentication_failed", 403, "Failed to authenticate. API Error: 403 forbidden"),
    "auth",
    "auth",
    undefined,
  ],

  [
    "too fast",
    "codex-server",
    codexTurn("exceeded retry limit, last status: 429 Too Many Requests", {
      responseTooManyFailedAttempts: { httpStatusCode: 429 },
    }),
    "rate_limit",
    "rate",
    undefined,
  ],
  [
    "too fast, by name",
    "codex-server",
    codexTurn("Rate limit reached. Please try again in 3600s.", "rateLimitExceeded"),
    "rate_limit",
    "rate",
    inAnHour,
  ],
  [
    "no credit",
    "codex-server",
    codexTurn("Quota exceeded. Check your plan and billing details.", "other"),
    "quota",
    "quota",
    undefined,
  ],
  ["overloaded", "codex-server", codexTurn(demand, "internalServerError"), "overloaded", "overloaded", undefined],
  [
    "a model at capacity",
    "codex-server",
    codexTurn("Selected model is at capacity. Please try a different model.", "serverOverloaded"),
    "overloaded",
    "overloaded",
    undefined,
  ],
  [
    "a window used up",
    "codex-server",
    [codexWindow, ...codexTurn("You've hit your usage limit.", "usageLimitExceeded")],
    "quota",
    "usage_window",
    inAnHour,
  ],
  [
    "a wrong key",
    "codex-server",
    codexTurn(incorrect, { httpConnectionFailed: { httpStatusCode: 401 } }),
    "auth",
    "auth",
    undefined,
  ],

  [
    "too fast",
    "codex-exec",
    codexExec("exceeded retry limit, last status: 429 Too Many Requests"),
    "rate_limit",
    "rate",
    undefined,
  ],
  [
    "too fast, with a time",
    "codex-exec",
    codexExec("rate limit exceeded: Rate limit reached. Please try again in 1s."),
    "rate_limit",
    "rate",
    now + 1_000,
  ],
  [
    "no credit",
    "codex-exec",
    codexExec("Quota exceeded. Check your plan and billing details."),
    "quota",
    "quota",
    undefined,
  ],
  ["overloaded", "codex-exec", codexExec(demand), "overloaded", "overloaded", undefined],
  [
    "a model at capacity",
    "codex-exec",
    codexExec("Selected model is at capacity. Please try a different model."),
    "overloaded",
    "overloaded",
    undefined,
  ],
  [
    "a window used up",
    "codex-exec",
    codexExec("You've hit your usage limit. Try again in 1 hour."),
    "quota",
    "usage_window",
    inAnHour,
  ],
  ["a wrong key", "codex-exec", codexExec(incorrect), "auth", "auth", undefined],

  ["not logged in", "acp", acp(-32_000, "Authentication required"), "auth", "auth", undefined],
  ["a wrong key of opencode", "acp", acp(-32_603, "Internal error: Incorrect API key"), "auth", "auth", undefined],
  ["a wrong key of Gemini", "acp", gemini(401, "UNAUTHENTICATED", "API key not valid"), "auth", "auth", undefined],
  [
    "Gemini too fast",
    "acp",
    gemini(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted", [retry]),
    "rate_limit",
    "rate",
    inAnHour,
  ],
  [
    "Gemini's day used up",
    "acp",
    gemini(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota"),
    "quota",
    "quota",
    undefined,
  ],
  [
    "Gemini overloaded",
    "acp",
    gemini(503, "UNAVAILABLE", "The model is overloaded."),
    "overloaded",
    "overloaded",
    undefined,
  ],
  [
    "overloaded",
    "acp",
    acp(-32_603, "Internal error: API Error: 529 Overloaded."),
    "overloaded",
    "overloaded",
    undefined,
  ],
  [
    "a window used up",
    "acp",
    acp(-32_603, `Internal error: Claude AI usage limit reached|${seconds(inAnHour)}`),
    "quota",
    "usage_window",
    inAnHour,
  ],
];

/** A program of one's own says it in its own report. */
const reported: [string, string][] = [
  ["rate_limit", "rate"],
  ["quota", "quota"],
  ["overloaded", "overloaded"],
  ["auth", "auth"],
];

/** As it is told by the protocol and as it ends. */
function refusedBy(kind: string, lines: string[]) {
  const protocol = protocols[kind]?.(recordedLaunch);
  if (!protocol) throw new Error(`no protocol for ${kind}`);
  const events = feed(protocol, lines).flatMap((step) => step.events);
  const outcome = protocol.finish({ code: 1, signal: null }, "");
  if (outcome.kind !== "failed") throw new Error(`it ended as ${outcome.kind}`);
  const told = events.flatMap((event) => (event.kind === "limit" ? [event.limit.kind] : []));
  return { outcome, told, reset: resetTime(outcome.limit, outcome.message, now) };
}

describe("what a vendor's program says when the vendor refuses", () => {
  test.each(answers)("%s (%s)", (_what, kind, lines, failure, limit, reset) => {
    const {
      outcome,
      told,
      reset: until,
    } = refusedBy(
      kind,
      lines.map((line) => JSON.stringify(line)),
    );
    expect([outcome.failure, outcome.limit?.kind, until]).toEqual([failure, limit, reset]);
    expect(new Set(told)).toEqual(new Set([limit]));
  });

  test.each(reported)("%s of a program of one's own, with its time", (failure, limit) => {
    const report = { type: "failure", failure, message: "no", resetAt: inAnHour };
    const { outcome, told, reset } = refusedBy("command", [`::spool ${JSON.stringify(report)}`]);
    expect([outcome.failure, outcome.limit?.kind, told, reset]).toEqual([failure, limit, [limit], inAnHour]);
  });
});
