import type { AgentFailure, AgentOutcome } from "../port.ts";
import { failed } from "../failures.ts";
import { at, numberAt, textAt } from "../reading.ts";

const words = new Map<string, AgentFailure>([
  ["contextWindowExceeded", "context_overflow"],
  ["sessionBudgetExceeded", "cost_limit"],
  ["usageLimitExceeded", "quota"],
  ["rateLimitExceeded", "rate_limit"],
  ["flexUnavailable", "overloaded"],
  ["serverOverloaded", "overloaded"],
  ["policyCapacityUnavailable", "overloaded"],
  ["internalServerError", "overloaded"],
  ["modelNotFound", "bad_request"],
  ["badRequest", "bad_request"],
  ["unauthorized", "auth"],
  ["cyberPolicy", "refusal"],
  ["misalignmentPolicyViolation", "refusal"],
]);

const connections = [
  "httpConnectionFailed",
  "responseStreamConnectionFailed",
  "responseStreamDisconnected",
  "responseTooManyFailedAttempts",
];

export function errorStatus(error: unknown): number | undefined {
  for (const name of connections) {
    const status = numberAt(error, "codexErrorInfo", name, "httpStatusCode");
    if (status !== undefined) return status;
  }
  return undefined;
}

/** A `TurnError` of the app server. */
export function turnFailure(error: unknown, resetAt: number | undefined): AgentOutcome {
  const message = textAt(error, "message") ?? "the turn failed without a reason";
  const httpStatus = errorStatus(error);
  const info = at(error, "codexErrorInfo");
  if (typeof info === "string") {
    // "quota exceeded" without a window comes under other names too: the message is read as well.
    return failed(words.get(info), message, { httpStatus, resetAt });
  }
  const unreached = connections.some((name) => at(info, name) !== undefined) && httpStatus === undefined;
  return failed(unreached ? "network" : undefined, message, { httpStatus, resetAt });
}
