import pino from "pino";
import { SpoolError } from "../../shared/errors.ts";

export type Logger = pino.Logger;

const hidden = ["token", "secret", "password", "authorization", "environment", "env", "apiKey", "api_key", "cookie"];

/**
 * JSON lines on stderr, for journald or a file; lines of words where stderr is a terminal. Fields that carry secrets by nature are replaced at any of the first
 * levels; callers log ids and counts, never agent output.
 */
export function createLogger(options: { level: string; destination?: pino.DestinationStream }): Logger {
  const paths = hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level: options.level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: "[redacted]" },
      serializers: { err: describeError },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** Credentials in an address are not for logs, whichever library put the address into its message. */
function redactAddresses(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1[redacted]@");
}

function isExpected(error: Error): boolean {
  return SpoolError.is(error) && error.code !== "internal";
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: redactAddresses(String(error)) };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message: redactAddresses(message),
    // One of ours says with its code and its hint what happened; a stack would only make it look like a defect.
    ...(stack && !isExpected(error) && { stack: redactAddresses(stack) }),
    ...("code" in error && { code: error.code }),
    ...("hint" in error && error.hint !== undefined && { hint: error.hint }),
    ...("details" in error && { details: error.details }),
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}
