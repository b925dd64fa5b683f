import type { AgentFailure, AgentOutcome, VendorLimit } from "./port.ts";
import { messageText } from "./wording.ts";

type Failed = Extract<AgentOutcome, { kind: "failed" }>;

/** What a vendor's words say, most telling first. Every vendor phrases these the same way in one of its clients. */
const phrases: [RegExp, AgentFailure][] = [
  [
    /no conversation found|no rollout found|thread not found|session not found|unknown session|invalid session/i,
    "session_missing",
  ],
  [
    /context.?(window|length)|prompt is too long|ran out of room|output token maximum|maximum context/i,
    "context_overflow",
  ],
  [
    /credit balance|quota|billing|insufficient.?funds|usage.?limit|(?:hour|session|daily|weekly|monthly) limit|hit your limit/i,
    "quota",
  ],
  [/rate.?limit|too many requests|resource.?exhausted|\b429\b/i, "rate_limit"],
  [
    /unauthori[sz]ed|unauthenticated|api key|authenticat|not logged in|please run .?login|\b401\b|\b403\b|forbidden/i,
    "auth",
  ],
  [/overloaded|at capacity|high demand|unavailable|\b5(?:00|02|03|04|29)\b/i, "overloaded"],
  [
    /econnrefused|econnreset|enotfound|etimedout|connection (?:refused|failed|error)|timed out|disconnected|network/i,
    "network",
  ],
  [/refus|safeguard|content policy|usage policy/i, "refusal"],
  [/invalid.?request|bad.?request|invalid.?params/i, "bad_request"],
];

const limitOf: Partial<Record<AgentFailure, VendorLimit["kind"]>> = {
  auth: "auth",
  quota: "quota",
  rate_limit: "rate",
  overloaded: "overloaded",
};

function failureOfStatus(status: number): AgentFailure | undefined {
  if (status === 401 || status === 403) return "auth";
  if (status === 402) return "quota";
  if (status === 413) return "context_overflow";
  if (status === 429) return "rate_limit";
  if (status >= 500 && status <= 599) return "overloaded";
  return status >= 400 && status <= 499 ? "bad_request" : undefined;
}

function failureOfWords(words: string): AgentFailure | undefined {
  // Bounded: words come from outside and some patterns are tried on all of it.
  const head = words.slice(0, 4096);
  return phrases.find(([pattern]) => pattern.test(head))?.[1];
}

/** The subscription's own window ("usage limit reached … resets at"), not the per-minute rate. */
function isUsageWindow(words: string): boolean {
  return /usage.?limit|(?:hour|session|daily|weekly|monthly) limit|hit your limit/i.test(words.slice(0, 4096));
}

/**
 * What a client says that is not logged in. Of a program that only crashed, "403" or "forbidden" among its last words may
 * be about anything, and would close its account until a person opens it.
 */
const surelyAuth =
  /not logged in|please run .?login|(?:invalid|incorrect) api key|api key not valid|authentication (?:failed|required)|unauthenticated|invalid auth method/i;

/**
 * A failure with what it says about the vendor. `resetAt` in epoch milliseconds. A 400 or 429 is read more closely,
 * because both are also used for an empty account and 400 for a prompt that is too long.
 */
export function failed(
  known: AgentFailure | undefined,
  message: string,
  facts: { httpStatus?: number | undefined; resetAt?: number | undefined; retryAfterMs?: number | undefined } = {},
): Failed {
  const { httpStatus, resetAt, retryAfterMs } = facts;
  const byStatus = httpStatus === undefined ? undefined : failureOfStatus(httpStatus);
  const byWords = failureOfWords(message);
  const vague = byStatus === undefined || httpStatus === 400 || httpStatus === 429;
  const failure = known ?? (vague ? (byWords ?? byStatus) : byStatus) ?? "crash";
  const isWindow = (failure === "quota" || failure === "rate_limit") && isUsageWindow(message);
  const kind = isWindow ? "usage_window" : limitOf[failure];
  const shown = messageText(message);
  const limit: VendorLimit | undefined = kind && {
    kind,
    message: shown,
    ...(httpStatus !== undefined && { httpStatus }),
    ...(resetAt !== undefined && { resetAt }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return { kind: "failed", failure, message: shown, ...(limit && { limit }) };
}

/** An agent that ended without its own last word. */
export function crashed(who: string, exit: { code: number | null; signal: string | null }, stderrTail: string): Failed {
  const cause = exit.signal ? `was ended by ${exit.signal}` : `ended with exit code ${exit.code ?? "unknown"}`;
  // The reason is shown by its first line: warnings of the start, which a program in trouble prints too, are not it.
  const tail = stderrTail
    .trim()
    .slice(-2000)
    .replace(/^(?:warning\b[^\n]*\n)+/i, "");
  const words = tail ? `${who} ${cause}: ${tail}` : `${who} ${cause} before it reported a result`;
  // After a signal stderr says what it was doing, not why it ended.
  const said = exit.signal ? undefined : failureOfWords(tail);
  return failed(said === undefined || (said === "auth" && !surelyAuth.test(tail)) ? "crash" : said, words);
}
