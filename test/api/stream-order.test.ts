import * as fc from "fast-check";
import { expect, test } from "vitest";
import { eventStream } from "../../runner/api/event-stream.ts";
import { openWorld } from "../builders/core.ts";

test("the server's stream sends each event once and in order, wherever in it others are committed", async () => {
  const plan = fc.record({
    backlog: fc.oneof(fc.constant(30), fc.integer({ min: 30, max: 1_200 }), fc.integer({ min: 500, max: 510 })),
    // So few that it overflows all the time, or so many that what the pages had is all in it, too.
    queuedEvents: fc.constantFrom(1, 40, 5_000),
    // How many events are committed while the item with that index is about to be sent.
    commits: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 30 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ backlog, queuedEvents, commits }) => {
      await using world = await openWorld();
      const { store } = world.core;
      const publish = (count: number) =>
        store.write((transaction) =>
          transaction.events.append(
            Array.from({ length: count }, () => ({ type: "warning", data: { code: "test", text: "x" } })),
            1,
          ),
        );
      const start = await store.read.events.lastSeq();
      await publish(backlog + 1);
      const total = start + backlog + 1 + commits.reduce((sum, count) => sum + count, 0);
      const stop = new AbortController();
      const pending = [...commits];
      const seen: string[] = [];
      const stream = eventStream({
        store,
        scope: {},
        after: start,
        limits: { queuedEvents, gap: 1_000_000, bufferedBytes: 0 },
        // Where a slow client would be waited for, the log goes on.
        drained: async () => {
          const count = pending.shift();
          if (count !== undefined) await publish(count);
        },
        signal: stop.signal,
      });
      for await (const [id] of stream) {
        seen.push(id);
        // One more, so that what the stream would wrongly repeat before it is seen.
        if (Number(id) === total && seen.at(-2) !== id) await publish(1);
        if (Number(id) > total) break;
      }
      expect(seen).toEqual(Array.from({ length: total + 1 - start }, (_, index) => String(start + index + 1)));
    }),
    { numRuns: 40 },
  );
});
