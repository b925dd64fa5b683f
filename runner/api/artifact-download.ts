import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { notFound, SpoolError } from "../../shared/errors.ts";
import type { Core } from "../core/core.ts";
import { byteRange } from "./byte-range.ts";
import type { RunnerServices } from "./services.ts";

/** `GET` and `HEAD /artifacts/<id>`: streamed, resumable by `Range`, never rendered by whoever fetches it. */
export async function downloadArtifact(
  request: IncomingMessage,
  response: ServerResponse,
  from: { core: Core; services: RunnerServices; artifactId: string },
): Promise<void> {
  const artifact = await from.core.store.read.artifacts.get(from.artifactId);
  if (!artifact) throw notFound("artifact", from.artifactId);
  const file = await from.services.artifactFile(artifact.id);
  await using handle = await opened(file.path, artifact.id);
  const { size } = await handle.stat();
  const etag = `"sha256-${artifact.sha256}"`;
  const headers = {
    etag,
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
    "x-content-type-options": "nosniff",
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    "cache-control": "private, no-cache",
  };
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  // A range of another version of the file would be spliced onto the wrong beginning.
  const ifRange = request.headers["if-range"];
  const range = ifRange === undefined || ifRange === etag ? byteRange(request.headers.range, size) : undefined;
  if (range === "unsatisfiable") {
    response.writeHead(416, { ...headers, "content-range": `bytes */${size}`, "content-length": 0 }).end();
    return;
  }
  const length = range ? range.end - range.start + 1 : size;
  const contentRange = range && { "content-range": `bytes ${range.start}-${range.end}/${size}` };
  response.writeHead(range ? 206 : 200, { ...headers, ...contentRange, "content-length": length });
  if (request.method === "HEAD" || length === 0) {
    response.end();
    return;
  }
  const start = range?.start ?? 0;
  await pipeline(handle.createReadStream({ start, end: start + length - 1, autoClose: false }), response);
}

async function opened(path: string, id: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    throw new SpoolError("not_found", `the file of artifact ${id} is gone`, {
      hint: "its record is kept; the file was removed from the data directory",
      cause: error,
      details: { what: "artifact", id },
    });
  }
}
