import { type ErrorCode, SpoolError } from "../../../shared/errors.ts";
import type { WireErrorCode } from "./protocol.ts";

export interface WireError {
  code: WireErrorCode;
  message: string;
  details?: Record<string, unknown>;
}

/** v1 knows four codes; `details.code` has the exact one, `details.hint` what to do. */
export function wireError(error: unknown): WireError {
  if (!SpoolError.is(error)) {
    return { code: "internal_error", message: "unexpected error", details: { code: "internal" } };
  }
  const { field, ...others } = error.details ?? {};
  const named = typeof field === "string" ? wireField(field) : undefined;
  const details = {
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [snakeCase(key), value])),
    ...(named !== undefined && { field: named }),
    code: error.code,
    ...(error.hint && { hint: error.hint }),
  };
  const message =
    named !== undefined && error.message.startsWith(`${String(field)}:`)
      ? named + error.message.slice(String(field).length)
      : error.message;
  return { code: wireCode(error.code), message, details };
}

/** What the caller has to change is `invalid_request`; what may go another time is `internal_error`. */
function wireCode(code: ErrorCode): WireErrorCode {
  switch (code) {
    case "not_found":
      return "not_found";
    case "invalid_input":
    case "conflict":
    case "already_decided":
    case "stale_revision":
    case "illegal_transition":
    case "not_available":
    case "limit_exceeded":
      return "invalid_request";
    case "unauthenticated":
    case "forbidden":
    case "unavailable":
    case "lease_lost":
    case "timeout":
    case "git_failed":
    case "process_failed":
    case "config_invalid":
    case "store_failed":
    case "corrupt_data":
    case "internal":
      return "internal_error";
    default:
      return "internal_error";
  }
}

/** Fields that v1 calls otherwise than the runner does. */
const renamed: Readonly<Record<string, string>> = {
  agent: "agent_adapter",
  title: "summary",
  permissions: "approval_policy",
  publish: "publish_policy",
  verify: "verification_commands",
  metadata: "job_metadata",
};

function wireField(field: string): string {
  return Object.hasOwn(renamed, field) ? (renamed[field] ?? field) : snakeCase(field);
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
