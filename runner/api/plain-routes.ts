import type { IncomingMessage, ServerResponse } from "node:http";
import { SpoolError } from "../../shared/errors.ts";
import type { Core } from "../core/core.ts";
import { downloadArtifact } from "./artifact-download.ts";
import type { Authentication } from "./authentication.ts";
import { respondJson } from "./respond.ts";
import type { RunnerServices } from "./services.ts";

export interface PlainRoutes {
  core: Core;
  services: RunnerServices;
  authentication: Authentication;
  /** False while starting or shutting down. */
  ready: () => boolean;
}

/** Everything on the port that is not tRPC. */
export async function servePlain(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  routes: PlainRoutes,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") throw noSuchAddress();
  if (path === "/healthz") {
    respondJson(response, 200, JSON.stringify({ healthy: true }));
    return;
  }
  if (path === "/readyz") {
    const ready = routes.ready();
    respondJson(response, ready ? 200 : 503, JSON.stringify({ ready }));
    return;
  }
  const artifactId = /^\/artifacts\/([a-z0-9_]{1,80})$/.exec(path)?.[1];
  if (path !== "/metrics" && artifactId === undefined) throw noSuchAddress();
  await routes.authentication.identify(request.headers.authorization);
  if (artifactId !== undefined) {
    await downloadArtifact(request, response, { ...routes, artifactId });
    return;
  }
  const { contentType, body } = await routes.services.metrics();
  response.writeHead(200, { "content-type": contentType, "content-length": Buffer.byteLength(body) }).end(body);
}

function noSuchAddress(): SpoolError {
  return new SpoolError("not_found", "nothing is at this address", { hint: "the API is at /trpc, MCP at /mcp" });
}
