import { SpoolError } from "../../shared/errors.ts";
import type { ApiContext } from "./context.ts";
import { socketDrained } from "./drain.ts";

/** What a stream needs of the client it goes to: when to stop, and when more can be sent. */
export function subscriber(
  ctx: ApiContext,
  signal: AbortSignal | undefined,
): { signal: AbortSignal; drained: (signal: AbortSignal) => Promise<void> } {
  const { socket, limits, identity } = ctx;
  if (!socket || !signal) throw needsSocket();
  return {
    signal: AbortSignal.any([signal, identity.revoked]),
    drained: (stop) => socketDrained(socket, limits.bufferedBytes, stop),
  };
}

export function needsSocket(): SpoolError {
  return new SpoolError("invalid_input", "subscriptions need a WebSocket", { hint: "connect to ws://…/trpc" });
}
