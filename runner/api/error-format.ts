import { randomUUID } from "node:crypto";
import type { TRPCError } from "@trpc/server";
import type { TRPCErrorShape } from "@trpc/server/rpc";
import * as z from "zod";
import { inputError } from "../../shared/api/parse.ts";
import { type ErrorCode, errorShape, SpoolError } from "../../shared/errors.ts";
import { httpStatus } from "./http-status.ts";
import type { ApiLogger } from "./logger.ts";

/** What a client finds in `error.data`. */
export interface ErrorData {
  code: ErrorCode;
  hint?: string;
  details?: Record<string, unknown>;
  /** Also in the runner's log, beside the cause. */
  requestId: string;
  httpStatus: number;
  path?: string;
}

/** tRPC's own refusals in Spool's words; what is not here is nobody's fault but ours. */
const codes: Partial<Record<TRPCError["code"], ErrorCode>> = {
  PARSE_ERROR: "invalid_input",
  BAD_REQUEST: "invalid_input",
  UNSUPPORTED_MEDIA_TYPE: "invalid_input",
  UNPROCESSABLE_CONTENT: "invalid_input",
  METHOD_NOT_SUPPORTED: "invalid_input",
  UNAUTHORIZED: "unauthenticated",
  FORBIDDEN: "forbidden",
  NOT_FOUND: "not_found",
  TIMEOUT: "timeout",
  PAYLOAD_TOO_LARGE: "limit_exceeded",
  SERVICE_UNAVAILABLE: "unavailable",
};

function toWireError(error: TRPCError): SpoolError {
  const { cause } = error;
  if (SpoolError.is(cause)) return cause;
  if (cause instanceof z.core.$ZodError) return inputError(cause);
  const code = codes[error.code] ?? "internal";
  if (code === "internal") return new SpoolError(code, error.message, { cause: cause ?? error, showUser: false });
  if (error.code === "PARSE_ERROR") return new SpoolError(code, "the request is not well-formed JSON", { cause });
  return new SpoolError(code, error.message, { cause });
}

interface FailedCall {
  path: string | undefined;
  logger: ApiLogger | undefined;
}

/** What a caller is told of a failed call. What is not the caller's fault is logged under the same request id. */
export function describeFailure(
  failed: TRPCError,
  { path, logger }: FailedCall,
): { error: SpoolError; requestId: string; status: number } {
  const error = toWireError(failed);
  const requestId = randomUUID();
  const status = httpStatus(error.code);
  if (status >= 500)
    logger?.error({ requestId, path, code: error.code, err: error.cause ?? error }, "a request failed");
  return { error, requestId, status };
}

/** The one place where an error becomes what a client reads. */
export function formatError(
  shape: TRPCErrorShape,
  request: FailedCall & { error: TRPCError },
): { message: string; code: TRPCErrorShape["code"]; data: ErrorData } {
  const { path } = request;
  const { error, requestId, status } = describeFailure(request.error, request);
  const { message, ...visible } = errorShape(error);
  return {
    message,
    code: shape.code,
    data: { ...visible, requestId, httpStatus: status, ...(path !== undefined && { path }) },
  };
}
