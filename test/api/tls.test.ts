import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { get } from "node:https";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { temporaryDirectory } from "../builders/directory.ts";
import { startApi } from "./support/api.ts";
import { selfSigned } from "./support/certificate.ts";
import { bearer, nextMessage, raw } from "./support/raw.ts";

test("with a certificate the same port speaks TLS only, over HTTP and WebSocket", async () => {
  await using directory = await temporaryDirectory();
  const { cert, key } = selfSigned();
  const tls = { cert: join(directory.path, "cert.pem"), key: join(directory.path, "key.pem") };
  await writeFile(tls.cert, cert);
  await writeFile(tls.key, key);
  await using api = await startApi({ tls });
  expect(api.server.address).toMatch(/^https:\/\/127\.0\.0\.1:/);

  const headers = bearer(api.tokens.viewer.secret);
  const [response] = (await once(
    get(`${api.server.address}/trpc/hello`, { ca: cert, headers, agent: false }),
    "response",
  )) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  response.resume();

  const socket = new WebSocket(`wss://127.0.0.1:${api.server.port}/trpc`, { ca: cert, headers });
  await once(socket, "open");
  socket.send(JSON.stringify({ id: 1, method: "query", params: { path: "hello" } }));
  expect(await nextMessage(socket)).toMatchObject({ id: 1, result: { type: "data" } });
  socket.terminate();

  await expect(raw(api, "/healthz")).rejects.toThrow(/socket hang up|ECONNRESET/);
});

test("a certificate that cannot be read stops the start", async () => {
  const missing = startApi({ tls: { cert: "/nowhere/cert.pem", key: "/nowhere/key.pem" } });
  await expect(missing).rejects.toMatchObject({ code: "config_invalid", message: /\/nowhere\/cert\.pem/ });
});
