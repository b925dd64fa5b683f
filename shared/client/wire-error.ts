import * as z from "zod";
import { type ErrorCode, errorCodes, SpoolError } from "../errors.ts";

const wireError = z.object({
  code: z.string(),
  hint: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  requestId: z.string().optional(),
});

const known: ReadonlySet<string> = new Set(errorCodes);

function isErrorCode(code: string): code is ErrorCode {
  return known.has(code);
}

/** What the runner answered, as the error it was there; undefined when the failure is not an answer of a runner. */
export function fromWire(error: unknown): SpoolError | undefined {
  if (!(error instanceof Error) || !("data" in error)) return undefined;
  const parsed = wireError.safeParse(error.data);
  if (!parsed.success) return undefined;
  const { hint, requestId } = parsed.data;
  const details = { ...parsed.data.details, ...(requestId !== undefined && { requestId }) };
  // A newer runner may say no in a way this client has no word for; its sentence is still good.
  const code = isErrorCode(parsed.data.code) ? parsed.data.code : "internal";
  return new SpoolError(code, error.message, { details, showUser: true, ...(hint !== undefined && { hint }) });
}

export function unreachable(url: string, cause: unknown): SpoolError {
  const code = causeCode(cause);
  if (/CERT|SIGNED|VERIFY|ALTNAME/.test(code)) {
    return new SpoolError("unavailable", `the certificate of ${url} is not to be trusted (${code})`, {
      hint: "use the name that it is for; NODE_EXTRA_CA_CERTS names a file with an authority of your own",
      cause,
    });
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL")) {
    return new SpoolError("unavailable", `no TLS is spoken at ${url}`, { hint: "http instead of https?", cause });
  }
  return new SpoolError("unavailable", `no runner answers at ${url}`, {
    hint: "start it with: spool serve",
    cause,
  });
}

/** It was sent, and nobody knows what became of it. */
export function unanswered(timeoutMs: number, cause: unknown): SpoolError {
  return new SpoolError("timeout", `the runner did not answer within ${timeoutMs / 1_000} s`, {
    hint: "what was asked may still happen; look before you repeat it",
    cause,
  });
}

/** The innermost code that says what went wrong: fetch and its like wrap it several times, and `ws` puts it into an event. */
function causeCode(error: unknown): string {
  const seen = new Set<unknown>();
  let code = "";
  for (let at = error; typeof at === "object" && at !== null && !seen.has(at); at = within(at)) {
    seen.add(at);
    if ("code" in at && typeof at.code === "string") code = at.code;
  }
  return code;
}

function within(error: object): unknown {
  if ("cause" in error) return error.cause;
  return "error" in error ? error.error : undefined;
}

/** A refused upgrade, from the HTTP status that `ws` puts into its message. */
export function refusedUpgrade(message: string): SpoolError | undefined {
  const status = /Unexpected server response: (\d{3})/.exec(message)?.[1] ?? "";
  switch (status) {
    case "401":
      return new SpoolError("unauthenticated", "the runner does not know this access token", {
        hint: "an admin makes one with: spool token create",
      });
    case "403":
    case "421":
      return new SpoolError("forbidden", "the runner refuses connections under this address", {
        hint: "add its host name to server.allowed_hosts in spool.yml",
      });
    case "404":
      return new SpoolError("not_found", "no Spool runner is at this address");
    default:
      return undefined;
  }
}
