import { describe, expect, test } from "vitest";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { jobRow, projectRow, threadRow } from "../../builders/rows.ts";
import type { OpenStore } from "../conformance.ts";

const warning = (text: string) => ({ type: "warning", data: { code: "test", text } }) as const;

export function transactionConformance(open: OpenStore): void {
  describe("transactions", () => {
    test("what was written is read by the next read, in the same tick as the answer", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write((transaction) => transaction.projects.insert(projectRow));
      expect(await store.read.projects.get("prj_demo")).toEqual(projectRow);
    });

    test("a transaction reads its own writes, and nobody else does before it ends", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await transaction.projects.insert(projectRow);
        expect(await transaction.projects.byName("demo")).toEqual(projectRow);
        expect(await store.read.projects.byName("demo")).toBeUndefined();
      });
    });

    test("an error in the work leaves rows, events and listeners as they were", async () => {
      await using opened = await open();
      const { store } = opened;
      const heard: TimelineEvent[] = [];
      store.onCommit((events) => heard.push(...events));
      const failing = store.write(async (transaction) => {
        await transaction.projects.insert(projectRow);
        await transaction.events.append([warning("never")], 1);
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await store.read.projects.list()).toEqual([]);
      expect(await store.read.events.lastSeq()).toBe(0);
      expect(heard).toEqual([]);
      await store.write((transaction) => transaction.events.append([warning("after")], 2));
      expect(heard.map((event) => event.seq)).toEqual([1]);
    });

    test("of writers that come at the same time each fails alone, and events keep their order without a gap", async () => {
      await using opened = await open();
      const { store } = opened;
      const heard: TimelineEvent[] = [];
      store.onCommit((events) => heard.push(...events));
      const write = (number: number) =>
        store.write(async (transaction) => {
          await transaction.events.append([warning(`first ${number}`)], 1);
          if (number % 3 === 0) throw new Error(`no ${number}`);
          await transaction.events.append([warning(`second ${number}`)], 1);
        });
      const results = await Promise.allSettled(Array.from({ length: 9 }, (_, number) => write(number)));
      const expected = Array.from({ length: 9 }, (_, number) => (number % 3 === 0 ? "rejected" : "fulfilled"));
      expect(results.map(({ status }) => status)).toEqual(expected);
      const texts = [1, 2, 4, 5, 7, 8].flatMap((number) => [`first ${number}`, `second ${number}`]);
      const stored = await store.read.events.after(0, {}, 100);
      expect(stored.map((event) => [event.seq, event.type === "warning" && event.data.text])).toEqual(
        texts.map((text, index) => [index + 1, text]),
      );
      expect(heard).toEqual(stored);
    });

    test("writers take turns: none sees another half done", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write((transaction) => transaction.projects.insert(projectRow));
      await store.write((transaction) => transaction.threads.insert(threadRow({ title: "0" })));
      const add = () =>
        store.write(async (transaction) => {
          const thread = await transaction.threads.get("thr_0001");
          await transaction.threads.update("thr_0001", { title: String(Number(thread?.title) + 1) });
        });
      await Promise.all(Array.from({ length: 50 }, add));
      expect((await store.read.threads.get("thr_0001"))?.title).toBe("50");
    });

    test("a row that refers to nothing is refused", async () => {
      await using opened = await open();
      const { store } = opened;
      await expect(store.write((transaction) => transaction.jobs.insert(jobRow()))).rejects.toMatchObject({
        code: "store_failed",
      });
    });

    test("after close, a write is refused as unavailable", async () => {
      await using opened = await open();
      const { store } = opened;
      const pending = store.write((transaction) => transaction.projects.insert(projectRow));
      await store.close();
      await pending;
      await expect(store.write(async () => undefined)).rejects.toMatchObject({ code: "unavailable" });
      await store.close();
    });
  });
}
