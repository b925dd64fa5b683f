import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { SpoolError } from "../../shared/errors.ts";
import type { Authentication, Identity } from "./authentication.ts";
import type { ApiContext } from "./context.ts";
import { refuseUpgrade } from "./respond.ts";
import { appRouter } from "./router.ts";

/** Private close code: the token of this socket was revoked. */
const revokedCode = 4401;

export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Tells clients to reconnect, which they do by themselves, and closes each socket. From now on none is opened. */
  close(): void;
}

/** tRPC over WebSocket. A socket is authenticated before it exists: an unauthenticated one would cost memory unseen. */
export function serveSockets(options: {
  authentication: Authentication;
  /** Largest message in bytes. */
  maxPayload: number;
  context: (identity: Identity, socket: WebSocket) => ApiContext;
}): Sockets {
  const { authentication, maxPayload, context } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  const identities = new WeakMap<IncomingMessage, Identity>();
  const handler = applyWSSHandler({
    wss: server,
    router: appRouter,
    createContext: ({ req, res }) => {
      const identity = identities.get(req);
      if (!identity) throw new SpoolError("unauthenticated", "this socket was not authenticated");
      return context(identity, res);
    },
    keepAlive: { enabled: true, pingMs: 30_000, pongWaitMs: 10_000 },
    maxBatchSize: 200,
  });
  return {
    async upgrade(request, socket, head) {
      // Until ws takes over, a socket that breaks has no listener and would end the process.
      const onError = () => socket.destroy();
      socket.on("error", onError);
      let identity: Identity;
      try {
        identity = await authentication.identify(request.headers.authorization);
      } catch (error) {
        refuseUpgrade(socket, error);
        return;
      }
      socket.off("error", onError);
      identities.set(request, identity);
      server.handleUpgrade(request, socket, head, (client) => {
        const { revoked } = identity;
        const close = () => client.close(revokedCode, "the access token was revoked");
        if (revoked.aborted) close();
        revoked.addEventListener("abort", close, { once: true });
        client.once("close", () => revoked.removeEventListener("abort", close));
        server.emit("connection", client, request);
      });
    },
    close() {
      // First: one that is being authenticated now would be open when all others are closed, and nobody would close it.
      server.close();
      handler.broadcastReconnectNotification();
      for (const client of server.clients) client.close(1012, "the runner restarts");
    },
  };
}
