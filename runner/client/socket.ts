import { createWSClient, type TRPCWebSocketClient } from "@trpc/client";
import { type ClientOptions as SocketOptions, WebSocket as NodeWebSocket } from "ws";
import type { SpoolError } from "../../shared/errors.ts";
import { reconnectDelay } from "./backoff.ts";
import { refusedUpgrade } from "./wire-error.ts";

/** A WebSocket that is opened when it is first needed and comes back by itself until the runner refuses it for good. */
export function openSocket(options: {
  url: string;
  token: string;
  /** Milliseconds without any call or subscription after which it is closed. */
  idleMs: number;
  onRefused: (error: SpoolError) => void;
}): TRPCWebSocketClient {
  const { token, onRefused } = options;

  class TokenSocket extends NodeWebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      const withToken: SocketOptions = { headers: { authorization: `Bearer ${token}` }, handshakeTimeout: 10_000 };
      super(address, protocols, withToken);
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
    retryDelayMs: reconnectDelay,
    keepAlive: { enabled: true, intervalMs: 20_000, pongTimeoutMs: 10_000 },
    lazy: { enabled: true, closeMs: options.idleMs },
  });
}
