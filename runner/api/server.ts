import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import type { WebSocket } from "ws";
import { SpoolError } from "../../shared/errors.ts";
import type { Core } from "../core/core.ts";
import { Authentication, type Identity } from "./authentication.ts";
import type { ApiContext, StreamLimits } from "./context.ts";
import { allowedHostNames, refuseForeign } from "./guard.ts";
import type { ApiLogger } from "./logger.ts";
import { servePlain } from "./plain-routes.ts";
import { refuseUpgrade, respondError } from "./respond.ts";
import { appRouter } from "./router.ts";
import type { RunnerServices } from "./services.ts";
import { serveSockets } from "./sockets.ts";
import { needsSocket } from "./subscriber.ts";

const messageBytes = 4 * 1024 * 1024;

const defaultLimits: StreamLimits = { queuedEvents: 1_000, gap: 50_000, bufferedBytes: 1024 * 1024 };

export interface ApiServerOptions {
  core: Core;
  services: RunnerServices;
  /** Port 0 takes a free one. */
  listen: { host: string; port: number };
  /** Paths of PEM files. */
  tls?: { cert: string; key: string } | undefined;
  /** Names in `Host` beyond loopback and the listen host. */
  allowedHosts: readonly string[];
  logger: ApiLogger;
  /** What `/readyz` answers. */
  ready: () => boolean;
  limits?: Partial<StreamLimits>;
}

export interface ApiServer {
  /** `http://host:port` or `https://…`. */
  address: string;
  port: number;
  /** Clients are told to come back, requests in flight may end within `graceMs`, then everything is cut. */
  close(options: { graceMs: number }): Promise<void>;
}

/** One server, one port: tRPC over HTTP and WebSocket, MCP, health, metrics, artifacts. Error: `unavailable` (port taken). */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { core, services, listen, logger } = options;
  const authentication = new Authentication(core, logger);
  const hosts = allowedHostNames(listen.host, options.allowedHosts);
  const limits = { ...defaultLimits, ...options.limits };
  let closing = false;
  const ready = () => !closing && options.ready();

  function contextFor(
    identity: Identity,
    socket: WebSocket | undefined,
    idempotencyKey: string | undefined,
  ): ApiContext {
    return { core, services, authentication, identity, logger, limits, socket, idempotencyKey };
  }

  const trpc = createHTTPHandler({
    router: appRouter,
    basePath: "/trpc/",
    maxBodySize: messageBytes,
    allowBatching: false,
    createContext: async ({ req }) => {
      const key = req.headers["x-idempotency-key"];
      return contextFor(await authentication.identify(req.headers.authorization), undefined, key?.toString());
    },
  });

  const sockets = serveSockets({
    authentication,
    maxPayload: messageBytes,
    context: (identity, socket) => contextFor(identity, socket, undefined),
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refuseForeign(request, hosts);
    if (refusal) {
      respondError(response, refusal.error, refusal.status);
      return;
    }
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (path.startsWith("/trpc/") && !isSubscription(path)) {
      trpc(request, response);
      return;
    }
    try {
      if (isSubscription(path)) throw needsSocket();
      if (path === "/mcp") {
        const identity = await authentication.identify(request.headers.authorization);
        // Loaded by the first client that speaks it: a start must not wait for it.
        const { serveMcp } = await import("./mcp/serve-mcp.ts");
        const context = contextFor(identity, undefined, undefined);
        await serveMcp(request, response, { context, bodyBytes: messageBytes });
        return;
      }
      await servePlain(request, response, path, { core, services, authentication, ready });
    } catch (error) {
      if (response.headersSent) {
        // Half a download: only a broken connection tells the client that it is not whole.
        response.destroy();
        return;
      }
      if (!SpoolError.is(error)) logger.error({ err: error, path }, "a request failed");
      respondError(response, error);
    }
  }

  await using undo = new AsyncDisposableStack();
  undo.use(authentication);
  const server = await makeServer(options.tls, (request, response) => void serve(request, response));
  // Node's server no longer knows them, and still waits for them.
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request, socket, head) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    const refusal = refuseForeign(request, hosts);
    if (refusal) return refuseUpgrade(socket, refusal.error, refusal.status);
    // With any query the adapter may wait for connection parameters for ever; tokens do not belong there anyway.
    if (request.url !== "/trpc") return refuseUpgrade(socket, new SpoolError("not_found", "sockets are at /trpc"));
    void sockets.upgrade(request, socket, head);
  });
  await listening(server, listen);
  undo.move();
  const { port } = server.address() as AddressInfo;
  const host = listen.host.includes(":") ? `[${listen.host}]` : listen.host;

  return {
    address: `${options.tls ? "https" : "http"}://${host}:${port}`,
    port,
    async close({ graceMs }) {
      if (closing) return;
      closing = true;
      const stopped = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      const cut = setTimeout(() => {
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }, graceMs);
      sockets.close();
      await stopped;
      clearTimeout(cut);
      authentication[Symbol.dispose]();
    },
  };
}

/** Over HTTP tRPC would answer these as an endless event stream that knows neither revocation nor back-pressure. */
function isSubscription(path: string): boolean {
  // Flat and by full name at run time, whatever its type says.
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  const name = path.slice("/trpc/".length);
  return Object.hasOwn(procedures, name) && procedures[name]?._def.type === "subscription";
}

/** Timeouts against clients that send their request a byte at a time; long answers are not affected. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
};

async function makeServer(tls: ApiServerOptions["tls"], listener: RequestListener): Promise<Server> {
  if (!tls) return createServer(timeouts, listener);
  const [cert, key] = await Promise.all([tlsFile(tls.cert), tlsFile(tls.key)]);
  return createTlsServer({ ...timeouts, cert, key, minVersion: "TLSv1.2" }, listener);
}

async function tlsFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new SpoolError("config_invalid", `the TLS file ${path} cannot be read`, {
      hint: "check server.tls in spool.yml and who may read the file",
      cause,
    });
  }
}

async function listening(server: Server, listen: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException) => {
      const unknown = { why: cause.message, hint: "check server.listen in spool.yml" };
      const { why, hint } = listenFailures[cause.code ?? ""] ?? unknown;
      reject(new SpoolError("unavailable", `cannot listen on ${listen.host}:${listen.port}: ${why}`, { hint, cause }));
    };
    server.once("error", refuse);
    server.listen(listen.port, listen.host, () => {
      server.off("error", refuse);
      resolve();
    });
  });
}

/** Why an address cannot be had and what to do, for the causes that people meet. */
const listenFailures: Readonly<Record<string, { why: string; hint: string }>> = {
  EADDRINUSE: { why: "the port is taken", hint: "is another runner there? Else choose another port in server.listen" },
  EACCES: { why: "not permitted", hint: "ports below 1024 are root's: choose another one in server.listen" },
  EADDRNOTAVAIL: { why: "this machine has no such address", hint: "check server.listen in spool.yml" },
  ENOTFOUND: { why: "there is no machine of that name", hint: "check server.listen in spool.yml" },
};
