import { createTRPCClientProxy, httpLink, splitLink, type TRPCClient, wsLink } from "@trpc/client";
import type { StreamItem } from "../../shared/api/stream.ts";
import type { AppRouter } from "../api/router.ts";
import { Calls } from "./calls.ts";
import { type EventFilter, followEvents } from "./follow-events.ts";
import { openSocket } from "./socket.ts";
import { fromWire, unreachable } from "./wire-error.ts";

export interface ClientOptions {
  /** `http://127.0.0.1:7717`, without a path. */
  url: string;
  token: string;
  /** For queries and mutations; subscriptions always go over a WebSocket. Default `http`. */
  transport?: "http" | "ws";
  /** Of one call, repeats included. Default 30 000. */
  timeoutMs?: number;
  /** Repeats of a call whose connection failed. Default 2. */
  retries?: number;
}

export interface SpoolClient extends AsyncDisposable {
  /** Every procedure of the router. Each call ends: with its answer or with a SpoolError. */
  readonly api: TRPCClient<AppRouter>;
  /**
   * Events of the scope after `after` (absent: from now on), each once and in order, over any number of lost connections
   * and restarts of the runner. A `reset` item means: read the snapshot again. Ends when `signal` fires; throws only what
   * trying again cannot cure (`unauthenticated`, `forbidden`, `invalid_input`).
   */
  followEvents(filter: EventFilter, options: { after?: number; signal: AbortSignal }): AsyncGenerator<StreamItem>;
  /** The bytes of an artifact from `start` on. Errors: `not_found`, `unauthenticated`, `unavailable`. */
  download(artifactId: string, options?: { start?: number; signal?: AbortSignal }): Promise<Response>;
  close(): Promise<void>;
}

/** Connects nothing yet: the first call does. Close it, or an open subscription keeps the process alive. */
export function connect(options: ClientOptions): SpoolClient {
  const { token, transport = "http", timeoutMs = 30_000, retries = 2 } = options;
  const url = options.url.replace(/\/+$/, "");
  const headers = { authorization: `Bearer ${token}` };
  const refused = new AbortController();
  const socket = openSocket({
    url,
    token,
    idleMs: transport === "ws" ? 60_000 : 1_000,
    onRefused: (error) => {
      refused.abort(error);
      void socket.close();
    },
  });
  const overSocket = wsLink<AppRouter>({ client: socket });
  const links = [
    splitLink<AppRouter>({
      condition: (operation) => transport === "ws" || operation.type === "subscription",
      true: overSocket,
      false: httpLink<AppRouter>({ url: `${url}/trpc`, headers }),
    }),
  ];
  const connected = () => transport === "http" || socket.connectionState.get().state === "pending";
  const calls = new Calls(links, { url, timeoutMs, retries, refused: refused.signal, connected });
  const api = createTRPCClientProxy<AppRouter>(calls);
  const close = async () => {
    await socket.close();
  };
  return {
    api,
    followEvents: (filter, { after, signal }) => followEvents({ api, filter, after, signal, refused: refused.signal }),
    async download(artifactId, { start = 0, signal } = {}) {
      let response: Response;
      try {
        response = await fetch(`${url}/artifacts/${encodeURIComponent(artifactId)}`, {
          headers: { ...headers, ...(start > 0 && { range: `bytes=${start}-` }) },
          ...(signal && { signal }),
        });
      } catch (error) {
        signal?.throwIfAborted();
        throw unreachable(url, error);
      }
      if (response.ok) return response;
      throw await refusal(response, url);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function refusal(response: Response, url: string): Promise<Error> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error: { message: string; data: unknown } };
    const known = fromWire(Object.assign(new Error(error.message), { data: error.data }));
    if (known) return known;
  } catch {
    // Not a runner's answer: said below.
  }
  return unreachable(url, new Error(`HTTP ${response.status}`));
}
