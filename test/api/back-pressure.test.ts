import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { startApi } from "./support/api.ts";
import { nextMessage, openRawSocket } from "./support/raw.ts";

const subscribe = (id: number, input: object) =>
  JSON.stringify({ id, method: "subscription", params: { path: "events.subscribe", input } });

test("a client that stops reading costs the runner a bounded amount, and gets everything when it reads again", async () => {
  const send = vi.spyOn(WebSocket.prototype, "send");
  onTestFinished(() => send.mockRestore());
  await using api = await startApi({ limits: { queuedEvents: 100, bufferedBytes: 256 * 1024 } });
  const { store } = api.world.core;
  const text = "x".repeat(30_000);
  const publish = (count: number) =>
    store.write((transaction) =>
      transaction.events.append(
        Array.from({ length: count }, () => ({ type: "warning", data: { code: "t", text } })),
        1,
      ),
    );
  const start = await store.read.events.lastSeq();
  const socket = await openRawSocket(api, api.tokens.viewer.secret);
  socket.send(subscribe(1, { lastEventId: String(start) }));
  expect(await nextMessage(socket)).toMatchObject({ result: { type: "started" } });
  socket.pause();

  // 60 MB, most of it while the subscriber is stuck: its live queue overflows and it falls back to the store.
  let most = 0;
  for (let round = 0; round < 20; round += 1) {
    await publish(100);
    await api.client("viewer").api.hello.query();
    const serverSide = (send.mock.contexts as WebSocket[]).filter((context) => context !== socket);
    most = Math.max(most, ...serverSide.map((context) => context.bufferedAmount));
  }
  expect(most).toBeGreaterThan(256 * 1024);
  expect(most).toBeLessThan(256 * 1024 + 2 * (text.length + 500));

  const seen: number[] = [];
  socket.on("message", (data: Buffer) => {
    const { result } = JSON.parse(data.toString()) as { result: { data: { data: { seq: number } } } };
    seen.push(result.data.data.seq);
    if (seen.length === 2_000) socket.terminate();
  });
  socket.resume();
  await once(socket, "close");
  expect(seen).toEqual(Array.from({ length: 2_000 }, (_, index) => start + index + 1));
});

test("a thousand subscriptions come and go and leave no listener behind", async () => {
  await using api = await startApi();
  const { store } = api.world.core;
  let listeners = 0;
  const listen = store.onCommit.bind(store);
  vi.spyOn(store, "onCommit").mockImplementation((listener) => {
    const listening = listen(listener);
    listeners += 1;
    return {
      [Symbol.dispose]: () => {
        listeners -= 1;
        listening[Symbol.dispose]();
      },
    };
  });
  const socket = await openRawSocket(api, api.tokens.viewer.secret);
  let started = 0;
  let stopped = 0;
  let most = 0;
  const done = new Promise<void>((resolve) => {
    socket.on("message", (data: Buffer) => {
      const { id, result } = JSON.parse(data.toString()) as { id: number; result?: { type: string } };
      if (result?.type === "started") {
        started += 1;
        most = Math.max(most, listeners);
        socket.send(JSON.stringify({ id, method: "subscription.stop" }));
      }
      if (result?.type === "stopped") stopped += 1;
      if (stopped === 1_000) resolve();
    });
  });
  for (let id = 1; id <= 1_000; id += 1) socket.send(subscribe(id, {}));
  await done;
  expect(started).toBe(1_000);
  expect(most).toBeGreaterThan(0);
  expect(listeners).toBe(0);

  // A socket that dies takes its subscriptions along.
  socket.removeAllListeners("message");
  for (let id = 1; id <= 10; id += 1) socket.send(subscribe(id, {}));
  await vi.waitUntil(() => listeners === 10, { timeout: 5_000 });
  socket.terminate();
  await vi.waitUntil(() => listeners === 0, { timeout: 5_000 });
});
