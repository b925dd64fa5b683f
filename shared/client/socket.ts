import { createWSClient, type TRPCWebSocketClient } from "@trpc/client";
import type { SpoolError } from "../errors.ts";
import { reconnectDelay } from "./backoff.ts";
import { refusedUpgrade } from "./wire-error.ts";

/** The class `WebSocket` of the package `ws`, as far as it is used here: only it can send a header. */
export type HeaderWebSocket = new (
  address: string | URL,
  protocols: string | string[] | undefined,
  options: { headers: Record<string, string>; handshakeTimeout: number; closeTimeout: number },
) => {
  readonly readyState: number;
  on(event: "error", listener: (error: Error) => void): unknown;
  terminate(): void;
};

/** Longest wait between two tries to get a lost connection back: somebody may be looking at it. */
const longestDelayMs = 10_000;

/** `readyState` of a socket whose handshake is under way. */
const opening = 0;

/** A WebSocket that is opened when it is first needed and comes back by itself until the runner refuses it for good. */
export function openSocket(options: {
  url: string;
  token: string;
  WebSocket: HeaderWebSocket;
  /** Milliseconds without any call or subscription after which it is closed. */
  idleMs: number;
  /** When it fires, a handshake that is under way is given up. */
  ending: AbortSignal;
  onRefused: (error: SpoolError) => void;
}): TRPCWebSocketClient {
  const { token, ending, onRefused } = options;
  let newest: TokenSocket | undefined;
  const remember = (socket: TokenSocket) => {
    newest = socket;
  };
  const abandon = () => {
    if (newest?.readyState === opening) newest.terminate();
  };
  ending.addEventListener("abort", abandon, { once: true });

  class TokenSocket extends options.WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, {
        headers: { authorization: `Bearer ${token}` },
        handshakeTimeout: 10_000,
        // The other end of a connection that died does not answer a farewell either.
        closeTimeout: 2_000,
      });
      remember(this);
      // tRPC would try again for ever, and would say nothing of the status.
      this.on("error", (error) => {
        const refusal = refusedUpgrade(error.message);
        if (refusal) onRefused(refusal);
      });
    }
  }

  return createWSClient({
    url: `${options.url.replace(/^http/, "ws")}/trpc`,
    // The browser's class in its type, ws's in fact: tRPC uses only what both have.
    WebSocket: TokenSocket as unknown as typeof WebSocket,
    retryDelayMs: (attempt) => Math.min(reconnectDelay(attempt), longestDelayMs),
    keepAlive: { enabled: true, intervalMs: 20_000, pongTimeoutMs: 10_000 },
    lazy: { enabled: true, closeMs: options.idleMs },
  });
}
