import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { StreamItem } from "../../shared/api/stream.ts";
import type { Core } from "../../runner/core/core.ts";
import { type Api, startApi } from "./support/api.ts";
import { cuttingProxy } from "./support/proxy.ts";

async function publish(core: Core, count: number, threadId = "thr_a"): Promise<void> {
  await core.store.write((transaction) =>
    transaction.events.append(
      Array.from({ length: count }, () => ({ type: "warning", threadId, data: { code: "test", text: "x" } })),
      1,
    ),
  );
}

/** Reads until the event with `seq` came. */
async function collect(
  stream: AsyncGenerator<StreamItem>,
  until: number,
  items: StreamItem[] = [],
): Promise<StreamItem[]> {
  for await (const item of stream) {
    items.push(item);
    if (item.seq >= until) break;
  }
  return items;
}

const numbers = (items: StreamItem[]) => items.map((item) => item.seq);
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

async function lastSeq(api: Api): Promise<number> {
  return api.world.core.store.read.events.lastSeq();
}

test("each event comes once and in order, whatever mix of publishing, cut connections and restarts", async () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("publish" as const), count: fc.integer({ min: 1, max: 700 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("cut" as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("settle" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.boolean(), async (steps, fromStart) => {
      await using api = await startApi({ limits: { queuedEvents: 50 } });
      await using proxy = await cuttingProxy(() => api.server.port);
      const { core } = api.world;
      const start = fromStart ? 0 : await lastSeq(api);
      const total = steps.reduce((sum, next) => sum + (next.kind === "publish" ? next.count : 0), 0);
      const end = (await lastSeq(api)) + total + 1;
      const stop = new AbortController();
      const client = api.client("viewer", { url: proxy.url });
      const items: StreamItem[] = [];
      const received = collect(client.followEvents({}, { after: start, signal: stop.signal }), end, items);
      for (const next of steps) {
        if (next.kind === "publish") await publish(core, next.count);
        if (next.kind === "cut") proxy.cut();
        if (next.kind === "settle") {
          const upTo = await lastSeq(api);
          await vi.waitUntil(() => upTo <= start || items.at(-1)?.seq === upTo, { timeout: 10_000, interval: 5 });
        }
        if (next.kind === "restart") await api.restart();
      }
      await publish(core, 1);
      expect(numbers(await received)).toEqual(range(start + 1, end));
      stop.abort();
    }),
    { numRuns: 8 },
  );
}, 60_000);

test("without a number the stream starts now, and a scope lets only its own events through", async () => {
  await using api = await startApi();
  const { core } = api.world;
  await publish(core, 10, "thr_a");
  const before = await lastSeq(api);
  const client = api.client("viewer");
  const signal = AbortSignal.timeout(10_000);
  const fromNow = client.followEvents({}, { signal });
  const first = fromNow.next();
  // When exactly "now" is, is the runner's to say: something is published until the first event comes.
  const came = first.then(() => true);
  do {
    for (const threadId of ["thr_b", "thr_a", "thr_b"]) await publish(core, 1, threadId);
  } while (!(await Promise.race([came, client.api.hello.query().then(() => false)])));
  expect((await first).value?.seq).toBeGreaterThan(before);
  const scoped = await collect(client.followEvents({ threadId: "thr_b" }, { after: before, signal }), before + 3);
  expect(numbers(scoped)).toEqual([before + 1, before + 3]);
  await fromNow.return(undefined);
});

test("a client that is too far behind, or ahead of the log, is told to read its snapshot again", async () => {
  await using api = await startApi({ limits: { gap: 100 } });
  const { core } = api.world;
  const client = api.client("viewer");
  const signal = AbortSignal.timeout(10_000);
  await publish(core, 300, "thr_a");
  await publish(core, 1, "thr_b");
  const last = await lastSeq(api);

  const behind = client.followEvents({}, { after: 0, signal });
  expect((await behind.next()).value).toEqual({ type: "reset", seq: last });
  await publish(core, 1, "thr_b");
  expect((await behind.next()).value).toMatchObject({ type: "warning", seq: last + 1 });
  await behind.return(undefined);

  // Few events of its own among many of others: that is no gap.
  const scoped = await collect(client.followEvents({ threadId: "thr_b" }, { after: 0, signal }), last + 1);
  expect(numbers(scoped)).toEqual([last, last + 1]);

  const ahead = client.followEvents({}, { after: last + 1_000, signal });
  expect((await ahead.next()).value).toEqual({ type: "reset", seq: last + 1 });
  await publish(core, 1);
  expect((await ahead.next()).value).toMatchObject({ seq: last + 2 });
  await ahead.return(undefined);
});

test("a consumer that is busy for long misses nothing and does not make the client hold everything", async () => {
  await using api = await startApi();
  const { core } = api.world;
  const client = api.client("viewer");
  const signal = AbortSignal.timeout(20_000);
  const start = await lastSeq(api);
  const busy = client.followEvents({}, { after: start, signal });
  await publish(core, 1);
  expect((await busy.next()).value?.seq).toBe(start + 1);
  for (let round = 0; round < 12; round += 1) await publish(core, 1_000);
  // When another one has them all, the busy one's have come, too, and were more than it may hold.
  await collect(api.client("viewer").followEvents({}, { after: start, signal }), start + 12_001);
  expect(numbers(await collect(busy, start + 12_001))).toEqual(range(start + 2, start + 12_001));
});

test("followers end when they are told to, and on what trying again cannot cure", async () => {
  await using api = await startApi();
  const stop = new AbortController();
  const stream = api.client("viewer").followEvents({}, { signal: stop.signal });
  const next = stream.next();
  stop.abort();
  expect((await next).done).toBe(true);
  const wrong = api
    .client("viewer", { token: "wrong" })
    .followEvents({}, { after: 0, signal: AbortSignal.timeout(9_000) });
  await expect(wrong.next()).rejects.toMatchObject({ code: "unauthenticated" });
});

test("events are listed by page in both directions", async () => {
  await using api = await startApi();
  await publish(api.world.core, 20, "thr_a");
  const last = await lastSeq(api);
  const { list } = api.client("viewer").api.events;
  expect(await list.query({ limit: 2 })).toMatchObject({ lastSeq: last, events: [{ seq: last - 1 }, { seq: last }] });
  expect((await list.query({ after: 0, limit: 3 })).events.map((event) => event.seq)).toEqual([1, 2, 3]);
  expect((await list.query({ before: 4, limit: 2 })).events.map((event) => event.seq)).toEqual([2, 3]);
  expect((await list.query({ threadId: "thr_z" })).events).toEqual([]);
  await expect(list.query({ after: 1, before: 2 })).rejects.toMatchObject({ code: "invalid_input" });
});
