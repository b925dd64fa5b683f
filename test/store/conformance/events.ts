import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NewEvent, TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { OpenStore } from "../conformance.ts";

const warning = (text: string, subject: { threadId?: string; runId?: string } = {}): NewEvent => ({
  type: "warning",
  ...subject,
  data: { code: "test", text },
});

const seqs = (events: readonly TimelineEvent[]) => events.map((event) => event.seq);

export function eventConformance(open: OpenStore): void {
  describe("events", () => {
    test("are numbered from 1 without gaps and come back as they were written", async () => {
      await using opened = await open();
      const { store } = opened;
      expect(await store.read.events.lastSeq()).toBe(0);
      const subject = { projectId: "prj_demo", threadId: "thr_1", jobId: "job_1", runId: "run_1" };
      const written = await store.write((transaction) =>
        transaction.events.append([{ ...warning("a"), ...subject }, warning("b")], 5),
      );
      expect(written).toEqual([
        { seq: 1, at: 5, type: "warning", ...subject, data: { code: "test", text: "a" } },
        { seq: 2, at: 5, type: "warning", data: { code: "test", text: "b" } },
      ]);
      expect(await store.read.events.after(0, {}, 10)).toEqual(written);
    });

    test("are read by page in both directions, in the scope of a thread or a run", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        for (let index = 0; index < 30; index += 1) {
          const threadId = `thr_${index % 3}`;
          await transaction.events.append([warning("x", { threadId, runId: `run_${index % 6}` })], 1);
        }
      });
      const { events } = store.read;
      expect(seqs(await events.after(10, {}, 3))).toEqual([11, 12, 13]);
      expect(seqs(await events.after(0, { threadId: "thr_0" }, 4))).toEqual([1, 4, 7, 10]);
      expect(seqs(await events.after(10, { runId: "run_0" }, 100))).toEqual([13, 19, 25]);
      expect(seqs(await events.before(31, {}, 3))).toEqual([28, 29, 30]);
      expect(seqs(await events.before(10, { threadId: "thr_0" }, 2))).toEqual([4, 7]);
      expect(seqs(await events.before(1, {}, 5))).toEqual([]);
      expect(await events.countAfter(20, {}, 100)).toBe(10);
      expect(await events.countAfter(0, { threadId: "thr_1" }, 100)).toBe(10);
      expect(await events.countAfter(0, {}, 5)).toBe(5);
    });

    test("stay in order and without gaps, heard as they are stored, whatever mix of writers fails or succeeds", async () => {
      const writer = fc.record({ entries: fc.integer({ min: 0, max: 4 }), fails: fc.boolean(), pauses: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(writer, { minLength: 1, maxLength: 20 }), async (writers) => {
          await using opened = await open();
          const { store } = opened;
          const heard: TimelineEvent[] = [];
          store.onCommit((events) => heard.push(...events));
          const outcomes = writers.map(({ entries, fails, pauses }, index) =>
            store.write(async (transaction) => {
              const texts = Array.from({ length: entries }, (_, entry) => warning(`${index}.${entry}`));
              await transaction.events.append(texts.slice(0, 1), index);
              if (pauses) await Promise.resolve();
              await transaction.events.append(texts.slice(1), index);
              if (fails) throw new Error("rolled back");
            }),
          );
          await Promise.allSettled(outcomes);
          const stored = await store.read.events.after(0, {}, 1000);
          expect(heard).toEqual(stored);
          expect(seqs(stored)).toEqual(stored.map((_, index) => index + 1));
          const expected = writers.flatMap(({ entries, fails }, index) =>
            fails ? [] : Array.from({ length: entries }, (_, entry) => `${index}.${entry}`),
          );
          expect(stored.map((event) => (event.type === "warning" ? event.data.text : ""))).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    });

    test("are announced before the write answers, and no more after the listener is gone", async () => {
      await using opened = await open();
      const { store } = opened;
      const heard: number[] = [];
      const listening = store.onCommit((events) => heard.push(...seqs(events)));
      await store.write((transaction) => transaction.events.append([warning("a")], 1));
      expect(heard).toEqual([1]);
      listening[Symbol.dispose]();
      await store.write((transaction) => transaction.events.append([warning("b")], 1));
      expect(heard).toEqual([1]);
    });
  });
}
