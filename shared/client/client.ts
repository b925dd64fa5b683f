import {
  createTRPCClientProxy,
  httpLink,
  splitLink,
  type TRPCClient,
  type TRPCWebSocketClient,
  wsLink,
} from "@trpc/client";
import type { AnyTRPCRouter, initTRPC } from "@trpc/server";
import type { StreamItem } from "../api/stream.ts";
import { SpoolError } from "../errors.ts";
import { Calls } from "./calls.ts";
import { type EventFilter, type EventsApi, followEvents } from "./follow-events.ts";
import { readToolAnswer, type ToolAnswer, toolCall } from "./model-tools.ts";
import { type HeaderWebSocket, openSocket } from "./socket.ts";
import { fromWire, unanswered, unreachable } from "./wire-error.ts";

export interface ClientOptions {
  /** `http://127.0.0.1:7433`, without a path. */
  url: string;
  token: string;
  /** For queries and mutations; subscriptions always go over a WebSocket. Default `http`. */
  transport?: "http" | "ws";
  /** Of one call, repeats included. Default 30 000. */
  timeoutMs?: number;
  /** Repeats of a call whose connection failed. Default 2. */
  retries?: number;
}

export interface Client<Router extends AnyTRPCRouter> extends AsyncDisposable {
  /** Every procedure of the router. Each call ends: with its answer or with a SpoolError. */
  readonly api: TRPCClient<Router>;
  /** Of the WebSocket; with transport `http` only subscriptions need it. */
  readonly connection: Connection;
  /**
   * Events of the scope after `after` (absent: from now on), each once and in order, over any number of lost connections
   * and restarts of the runner. A `reset` item means: read the snapshot again. Ends when `signal` fires; throws only what
   * trying again cannot cure (`unauthenticated`, `forbidden`, `invalid_input`).
   */
  followEvents(filter: EventFilter, options: { after?: number; signal: AbortSignal }): AsyncGenerator<StreamItem>;
  /** The bytes of an artifact from `start` on. Errors: `not_found`, `unauthenticated`, `unavailable`. */
  download(artifactId: string, options?: { start?: number; signal?: AbortSignal }): Promise<Response>;
  /**
   * Runs one of the tools for models (`docs/mcp.md`) once: whether to repeat it is for the caller to judge. Errors:
   * `unauthenticated`, `unavailable`, `timeout`; what the tool itself refuses is an answer.
   */
  callTool(name: string, input: object, options?: { signal?: AbortSignal }): Promise<ToolAnswer>;
  /** For another client of the same runner's tools. Holds the token: only to be handed to whoever connects. */
  toolAccess(): { url: string; headers: Record<string, string> };
  /** Calls that are under way fail with `unavailable`. */
  close(): Promise<void>;
}

type ConnectionPhase = "idle" | "connecting" | "open";

export interface Connection {
  current(): ConnectionPhase;
  /** Called with the phase now and at each change, and with why the last try failed. Call the result to end it. */
  onChange(listener: (phase: ConnectionPhase, failure: SpoolError | undefined) => void): () => void;
}

/** Any router without a transformer: what the links must know of the real one, which only the caller can name. */
type PlainRouter = ReturnType<ReturnType<typeof initTRPC.create>["router"]>;

/** Connects nothing yet: the first call does. Close it, or an open subscription keeps the process alive. */
export function connectOver<Router extends AnyTRPCRouter>(
  WebSocket: HeaderWebSocket,
  options: ClientOptions,
): Client<Router> {
  const { token, transport = "http", timeoutMs = 30_000, retries = 2 } = options;
  const url = options.url.replace(/\/+$/, "");
  const headers = { authorization: `Bearer ${token}` };
  const refused = new AbortController();
  const socket = openSocket({
    url,
    token,
    WebSocket,
    ending: refused.signal,
    idleMs: transport === "ws" ? 60_000 : 1_000,
    onRefused: (error) => {
      refused.abort(error);
      void socket.close();
    },
  });
  const overSocket = wsLink<PlainRouter>({ client: socket });
  const links = [
    splitLink<PlainRouter>({
      condition: (operation) => transport === "ws" || operation.type === "subscription",
      true: overSocket,
      false: httpLink<PlainRouter>({ url: `${url}/trpc`, headers }),
    }),
  ];
  const connected = () => transport === "http" || socket.connectionState.get().state === "pending";
  const calls = new Calls(links, { url, timeoutMs, retries, refused: refused.signal, connected });
  const api = createTRPCClientProxy<Router>(calls);
  const events = createTRPCClientProxy<PlainRouter>(calls) as unknown as EventsApi;
  const close = async () => {
    // Calls that wait for an answer would keep the socket open until their time is up, and a follower would open it anew.
    refused.abort(new SpoolError("unavailable", "the connection to the runner was closed"));
    await socket.close();
  };
  async function ask(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, { ...init, headers: { ...init.headers, ...headers } });
    } catch (error) {
      init.signal?.throwIfAborted();
      throw unreachable(url, error);
    }
    if (response.ok) return response;
    throw await refusal(response, url);
  }
  return {
    api,
    connection: connectionOf(socket, url),
    followEvents: (filter, { after, signal }) =>
      followEvents({ api: events, filter, after, signal, refused: refused.signal }),
    download: (artifactId, { start = 0, signal } = {}) =>
      ask(`/artifacts/${encodeURIComponent(artifactId)}`, {
        ...(start > 0 && { headers: { range: `bytes=${start}-` } }),
        ...(signal && { signal }),
      }),
    async callTool(name, input, { signal } = {}) {
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const ended = AbortSignal.any([deadline, refused.signal, ...(signal ? [signal] : [])]);
        return readToolAnswer(await (await ask("/mcp", { ...toolCall(name, input), signal: ended })).json());
      } catch (error) {
        if (signal?.aborted || SpoolError.is(error)) throw error;
        throw deadline.aborted ? unanswered(timeoutMs, error) : unreachable(url, error);
      }
    },
    // VS Code keeps the header out of its trace log only when it is written like this.
    toolAccess: () => ({ url: `${url}/mcp`, headers: { Authorization: headers.authorization } }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function connectionOf(socket: TRPCWebSocketClient, url: string): Connection {
  const { connectionState } = socket;
  return {
    current: () => phases[connectionState.get().state],
    onChange(listener) {
      const subscription = connectionState.subscribe({
        next: ({ state, error }) => listener(phases[state], error ? unreachable(url, error) : undefined),
      });
      return () => subscription.unsubscribe();
    },
  };
}

const phases = { idle: "idle", connecting: "connecting", pending: "open" } as const;

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
