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

test("a client that is connected over WebSocket carries on after a restart by itself", async () => {
  await using api = await startApi();
  const client = api.client("operator", { transport: "ws" });
  expect((await client.api.hello.query()).instance).toBe("instance-1");
  await api.restart();
  const { thread } = await client.api.threads.start.mutate({ project: "demo", instruction: "after the restart" });
  expect((await client.api.threads.get.query({ threadId: thread.id })).jobs).toHaveLength(1);
});
