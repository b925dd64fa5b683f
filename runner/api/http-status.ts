import type { ErrorCode } from "../../shared/errors.ts";

const statuses: Record<ErrorCode, number> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  already_decided: 409,
  stale_revision: 409,
  illegal_transition: 409,
  lease_lost: 409,
  limit_exceeded: 413,
  not_available: 501,
  unavailable: 503,
  timeout: 504,
  git_failed: 502,
  process_failed: 502,
  config_invalid: 500,
  store_failed: 500,
  corrupt_data: 500,
  internal: 500,
};

export function httpStatus(code: ErrorCode): number {
  return statuses[code];
}
