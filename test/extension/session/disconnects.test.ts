import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type Api, startApi } from "../../api/support/api.ts";
import { cuttingProxy } from "../../api/support/proxy.ts";
import { makeThreads, openSession, publish } from "./open-session.ts";

const limit = { timeout: 15_000, interval: 5 };

/** As a real runner does it, whose every start has a name of its own. */
async function restartAnew(api: Api): Promise<void> {
  const { services } = api.files;
  const facts = services.facts();
  services.facts = () => ({ ...facts, instance: `${facts.instance}+` });
  await api.restart();
}

test("each event is given on once and in order and every thread is there, whatever mix of cuts, restarts and silence", async () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("publish" as const), count: fc.integer({ min: 1, max: 300 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("thread" as const) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("cut" as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("loseAnswer" as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("settle" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("away" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("back" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("reconnect" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      await using api = await startApi();
      const { core } = api.world;
      let there = true;
      await using proxy = await cuttingProxy(() => (there ? api.server.port : 1));
      await using opened = openSession(proxy.url, api.tokens.viewer.secret);
      const threads = await makeThreads(core, 1);
      await opened.reached("online");
      await publish(core, 1);
      await vi.waitUntil(() => opened.seqs.length > 0, limit);
      const [first = 0] = opened.seqs;
      for (const next of steps) {
        if (next.kind === "publish") await publish(core, next.count);
        if (next.kind === "thread") threads.push(...(await makeThreads(core, 1)));
        if (next.kind === "cut") proxy.cut();
        if (next.kind === "loseAnswer") proxy.loseNextAnswer();
        if (next.kind === "reconnect") opened.session.reconnect();
        if (next.kind === "restart") await restartAnew(api);
        if (next.kind === "settle" && there) {
          const upTo = await core.store.read.events.lastSeq();
          await vi.waitUntil(() => opened.seqs.at(-1) === upTo, limit);
        }
        if (next.kind === "back") there = true;
        if (next.kind === "away") {
          there = false;
          proxy.cut();
        }
      }
      there = true;
      await publish(core, 1);
      const last = await core.store.read.events.lastSeq();
      await vi.waitUntil(() => opened.seqs.at(-1) === last, limit);
      expect(opened.resets).toBe(0);
      expect(opened.seqs).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
      await vi.waitUntil(() => threads.every((id) => opened.session.threads.get(id)), limit);
      await opened.reached("online");
    }),
    {
      numRuns: 12,
      // A client that came while the others were being closed kept the runner from stopping for ever.
      examples: [
        [
          [
            { kind: "reconnect" },
            { kind: "loseAnswer" },
            { kind: "publish", count: 30 },
            { kind: "loseAnswer" },
            { kind: "publish", count: 30 },
            { kind: "restart" },
          ],
        ],
      ],
      // A smaller example would be looked for in waits of 15 s each, until the test is out of time and says nothing.
      endOnFailure: true,
      timeout: 60_000,
    },
  );
}, 120_000);
