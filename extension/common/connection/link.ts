import { parsePairing, type Pairing } from "../../../shared/pairing.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { runnerOrigin } from "../runner-address.ts";

/** What a `vscode://spool.spool/…` link may ask for. Anybody can make one: it opens something, or asks before it adds. */
export type SpoolLink = { kind: "pair"; pairing: Pairing } | { kind: "thread"; origin: string; threadId: string };

/** `path` and `query` of the link as VS Code hands them over: the query may be decoded once or not. Error: `invalid_input`. */
export function parseLink({ path, query }: { path: string; query: string }): SpoolLink {
  if (path === "/pair") return { kind: "pair", pairing: parsePairing(query) };
  const threadId = /^\/thread\/(thr_[a-z0-9]{1,60})$/.exec(path)?.[1];
  const runner = /^runner=([^&=]{1,300})$/.exec(query)?.[1];
  if (threadId === undefined || runner === undefined) {
    throw new SpoolError("invalid_input", "this link is none that Spool knows");
  }
  return { kind: "thread", threadId, origin: runnerOrigin(decoded(runner)) };
}

export function threadLink(scheme: string, origin: string, threadId: string): string {
  return `${scheme}://spool.spool/thread/${threadId}?runner=${encodeURIComponent(origin)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Then it was decoded before; the address check has the last word.
    return text;
  }
}
