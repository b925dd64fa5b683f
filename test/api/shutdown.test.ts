import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { startApi } from "./support/api.ts";
import { nextMessage, openRawSocket, raw } from "./support/raw.ts";

test("closing tells clients to reconnect, lets go of every connection and is over within its grace", async () => {
  await using api = await startApi();
  const polite = await openRawSocket(api, api.tokens.viewer.secret);
  const notified = nextMessage(polite);
  const closed = once(polite, "close");
  const stuck = await openRawSocket(api, api.tokens.viewer.secret);
  stuck.pause();
  const idle = connect(api.server.port, "127.0.0.1");
  await once(idle, "connect");
  const idleClosed = once(idle, "close");

  const closing = api.server.close({ graceMs: 300 });
  expect(await notified).toMatchObject({ id: null, method: "reconnect" });
  expect((await closed)[0]).toBe(1012);
  await closing;
  await idleClosed;
  stuck.terminate();
  await expect(raw(api, "/healthz")).rejects.toThrow("ECONNREFUSED");
  // A second close has nothing left to do.
  await api.server.close({ graceMs: 300 });
});

test("a client that comes while others are being closed is refused, and holds nothing up", async () => {
  await using api = await startApi();
  const slow = await openRawSocket(api, api.tokens.viewer.secret);
  slow.pause();
  const late = connect(api.server.port, "127.0.0.1");
  await once(late, "connect");
  // What the server knows of it is known when it has answered a later one.
  await raw(api, "/healthz");
  const closing = api.server.close({ graceMs: 300 });
  late.write(
    "GET /trpc HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n" +
      `sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nauthorization: Bearer ${api.tokens.viewer.secret}\r\n\r\n`,
  );
  expect(String((await once(late, "data"))[0])).toMatch(/^HTTP\/1.1 503 /);
  await closing;
  slow.terminate();
});

test("a client that is connected over WebSocket carries on after a restart by itself", async () => {
  await using api = await startApi();
  const client = api.client("operator", { transport: "ws" });
  expect((await client.api.hello.query()).instance).toBe("instance-1");
  await api.restart();
  const { thread } = await client.api.threads.start.mutate({ project: "demo", instruction: "after the restart" });
  expect((await client.api.threads.get.query({ threadId: thread.id })).jobs).toHaveLength(1);
});
