import type { IncomingMessage } from "node:http";
import { SpoolError } from "../../shared/errors.ts";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/** Host names a request may name, lower case, without port. */
export function allowedHostNames(listenHost: string, configured: readonly string[]): ReadonlySet<string> {
  const names = [...loopbackNames, listenHost.includes(":") ? `[${listenHost}]` : listenHost, ...configured];
  return new Set(names.map((name) => name.toLowerCase()));
}

/**
 * Refuses what a browser page could have sent. Every browser names its page in `Origin` and Spool's clients never do,
 * which stops cross-site WebSockets; a name that is not this runner's in `Host` is DNS rebinding.
 */
export function refuseForeign(request: IncomingMessage, hosts: ReadonlySet<string>): Refusal | undefined {
  if (request.headers.origin !== undefined) {
    return {
      status: 403,
      error: new SpoolError("forbidden", "requests from web pages are refused", {
        hint: "Spool's API is for its own clients, which send no Origin header",
      }),
    };
  }
  const name = /^(\[[0-9a-f:.]+\]|[^:@/\s]+)(?::\d{1,5})?$/i.exec(request.headers.host ?? "")?.[1];
  if (name !== undefined && hosts.has(name.toLowerCase())) return undefined;
  return {
    status: 421,
    error: new SpoolError("forbidden", "this runner is not known by the name in the Host header", {
      hint: "add the name to server.allowed_hosts in spool.yml",
    }),
  };
}

export interface Refusal {
  status: number;
  error: SpoolError;
}
