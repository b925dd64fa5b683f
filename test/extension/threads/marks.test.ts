import { expect, test } from "vitest";
import { type KeyValueStore, ThreadMarks } from "../../../extension/common/threads/marks.ts";
import { summaryOf } from "./summaries.ts";

const runner = "http://127.0.0.1:1";

function memory(): KeyValueStore & { kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: (key) => kept.get(key),
    update: async (key, value) => void kept.set(key, structuredClone(value)),
  };
}

function fail(error: unknown): never {
  throw error;
}

const doneAt = (at: number) => summaryOf("a", { job: { status: "succeeded", finishedAt: at } });

test("what happened before the runner was met counts as read, what happens then does not until it is looked at", () => {
  using marks = new ThreadMarks(memory(), fail);
  marks.meet(runner, 1_000);
  expect(marks.isUnread(runner, doneAt(900))).toBe(false);
  expect(marks.isUnread(runner, doneAt(1_100))).toBe(true);
  marks.markRead(runner, [doneAt(1_100)]);
  expect(marks.isUnread(runner, doneAt(1_100))).toBe(false);
  expect(marks.isUnread(runner, doneAt(1_200))).toBe(true);
  marks.meet(runner, 5_000);
  expect(marks.isUnread(runner, doneAt(1_200))).toBe(true);
});

test("a question is news; that an agent works on is none", () => {
  using marks = new ThreadMarks(memory(), fail);
  marks.meet(runner, 1_000);
  const working = summaryOf("a", { job: { status: "running", updatedAt: 9_000, startedAt: 8_000 } });
  expect(marks.isUnread(runner, working)).toBe(false);
  expect(
    marks.isUnread(runner, {
      ...working,
      pendingApprovals: summaryOf("a", { asks: [{ requestedAt: 2_000 }] }).pendingApprovals,
    }),
  ).toBe(true);
});

test("marked unread it is unread, and listeners hear of it", () => {
  using marks = new ThreadMarks(memory(), fail);
  const heard: unknown[] = [];
  marks.meet(runner, 1_000);
  marks.onChange((change) => heard.push(change));
  marks.markUnread(runner, [doneAt(900)]);
  expect(marks.isUnread(runner, doneAt(900))).toBe(true);
  expect(heard).toEqual([{ runnerId: runner, threadIds: ["a"] }]);
});

test("another window's marks are seen, and nonsense in the memory is none", async () => {
  const store = memory();
  using one = new ThreadMarks(store, fail);
  using other = new ThreadMarks(store, fail);
  one.meet(runner, 1_000);
  one.setPinned(runner, ["a", "b"], true);
  other.setPinned(runner, ["a"], false);
  expect([...one.pinned(runner)]).toEqual(["b"]);
  for (const key of store.kept.keys()) await store.update(key, { baseline: "yesterday" });
  expect([...one.pinned(runner)]).toEqual([]);
});

test("marks do not pile up: beyond their limit the oldest go, and those threads stay read", () => {
  const store = memory();
  using marks = new ThreadMarks(store, fail);
  marks.meet(runner, 1);
  const threads = Array.from({ length: 2_100 }, (_, index) =>
    summaryOf(`t${index}`, { job: { status: "succeeded", finishedAt: 1_000 + index } }),
  );
  marks.markRead(runner, threads);
  expect(threads.filter((summary) => marks.isUnread(runner, summary))).toEqual([]);
  expect(JSON.stringify([...store.kept.values()]).length).toBeLessThan(40_000);
});
