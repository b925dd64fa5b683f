import type { AgentOutcome } from "../port.ts";
import { crashed, failed } from "../failures.ts";
import { epochMilliseconds } from "../reset-time.ts";
import { at, type Fields, listAt, numberAt, textAt, textsOf } from "../reading.ts";
import { messageText } from "../wording.ts";

/** What the lines before the result said that the result itself does not repeat. */
export interface Remembered {
  /** `error` of the last synthetic assistant message: authentication_failed, billing_error, max_output_tokens, … */
  assistantError?: string;
  /** When a used-up window opens again, epoch milliseconds. */
  resetAt?: number;
  denials: number;
  interruptAsked: boolean;
}

/** "Claude AI usage limit reached|1795194696": the reset time of older versions. */
function resetInWords(words: string): number | undefined {
  const seconds = /limit reached\|(\d{9,13})/.exec(words.slice(0, 4096))?.[1];
  return seconds === undefined ? undefined : epochMilliseconds(Number(seconds));
}

function failedByApi(result: Fields, message: string, remembered: Remembered): AgentOutcome {
  const httpStatus = numberAt(result, "api_error_status");
  const resetAt = remembered.resetAt ?? resetInWords(message);
  const facts = { httpStatus, resetAt };
  if (textAt(result, "stop_reason") === "refusal") return failed("refusal", message);
  switch (remembered.assistantError ?? "") {
    case "billing_error":
      return failed("quota", message, facts);
    case "authentication_failed":
      return failed("auth", message, facts);
    case "model_not_found":
      return failed("bad_request", message, facts);
    case "max_output_tokens":
      return failed("context_overflow", message, facts);
    default:
      return failed(undefined, message, facts);
  }
}

/** The meaning of a `result` line. Its subtype says "success" for API errors too: `is_error` decides. */
export function verdictOf(result: Fields, remembered: Remembered): AgentOutcome {
  const subtype = textAt(result, "subtype") ?? "";
  const said = textAt(result, "result");
  const message = textsOf(listAt(result, "errors")).join("; ") || said || subtype || "no reason given";
  const reason = textAt(result, "terminal_reason") ?? "";
  if (subtype === "error_max_turns") return failed("turn_limit", message);
  if (subtype === "error_max_budget_usd") return failed("cost_limit", message);
  if (reason.startsWith("aborted")) return { kind: "interrupted" };
  if (subtype === "success" && at(result, "is_error") !== true) {
    const denials = Math.max(remembered.denials, listAt(result, "permission_denials").length);
    return { kind: "completed", denials, ...(said && { summary: messageText(said) }) };
  }
  return failedByApi(result, message, remembered);
}

/** An end without a `result` line: a signal, a flag it refused, a login it lacks. */
export function verdictWithoutResult(
  exit: { code: number | null; signal: string | null },
  stderrTail: string,
  remembered: Remembered,
): AgentOutcome {
  if (remembered.interruptAsked) return { kind: "interrupted" };
  return crashed("claude", exit, stderrTail);
}
