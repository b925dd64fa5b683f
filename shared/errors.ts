/** Every way in which Spool says no. Closed: a new reason is a new code here, with its exit code and HTTP status. */
export const errorCodes = [
  "invalid_input",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "already_decided",
  "stale_revision",
  "illegal_transition",
  "not_available",
  "unavailable",
  "lease_lost",
  "limit_exceeded",
  "timeout",
  "git_failed",
  "process_failed",
  "config_invalid",
  "store_failed",
  "corrupt_data",
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorOptions {
  /** What the person can do about it, one sentence. */
  hint?: string;
  /** Machine-readable facts: field names, ids, the other value. Never secrets. */
  details?: Record<string, unknown>;
  cause?: unknown;
  /** False for text that may quote internals; such an error is shown as "internal error" with its request id. */
  showUser?: boolean;
}

export class SpoolError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Record<string, unknown> | undefined;
  readonly showUser: boolean;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SpoolError";
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
    this.showUser = options.showUser ?? code !== "internal";
  }

  /** By name and shape, not by class: the error may come from another copy of this module. */
  static is(error: unknown, code?: ErrorCode): error is SpoolError {
    return error instanceof Error && error.name === "SpoolError" && (!code || (error as SpoolError).code === code);
  }
}

export function notFound(what: string, id: string): SpoolError {
  return new SpoolError("not_found", `no ${what} ${id}`, { details: { what, id } });
}

/** An error from anywhere as a SpoolError, the original as its cause. */
export function toSpoolError(error: unknown): SpoolError {
  if (SpoolError.is(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SpoolError("internal", message, { cause: error, showUser: false });
}

/** How an error travels: JSON on every wire. */
export interface ErrorShape {
  code: ErrorCode;
  message: string;
  hint?: string;
  details?: Record<string, unknown>;
}

/** What a person or a remote program may see of an error. */
export function errorShape(error: unknown): ErrorShape {
  const known = toSpoolError(error);
  return {
    code: known.code,
    message: known.showUser ? known.message : "internal error, see the runner's log",
    ...(known.hint && { hint: known.hint }),
    ...(known.details && { details: known.details }),
  };
}
