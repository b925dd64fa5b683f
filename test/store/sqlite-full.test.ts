import Database from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import { openSqliteStore } from "../../runner/store/sqlite/store.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { projectRow, threadRow } from "../builders/rows.ts";

test("a full disk refuses the write with a hint, keeps what was there, and is over when there is room again", async () => {
  // The store keeps its connections to itself; the spy only tells which they are.
  const pragma = vi.spyOn(Database.prototype, "pragma");
  onTestFinished(() => pragma.mockRestore());
  await using directory = await temporaryDirectory();
  const store = await openSqliteStore(directory.path, { onCorrupt: () => undefined });
  const [writer] = pragma.mock.contexts as Database.Database[];
  await store.write((transaction) => transaction.projects.insert(projectRow));

  const pages = Number(writer?.pragma("page_count", { simple: true }));
  writer?.pragma(`max_page_count = ${pages + 2}`);
  const big = (id: string) => threadRow({ id, metadata: { filler: "x".repeat(20_000) } });
  const heard: unknown[] = [];
  store.onCommit((events) => heard.push(events));
  const full = store.write(async (transaction) => {
    await transaction.events.append([{ type: "warning", data: { code: "test", text: "never" } }], 1);
    await transaction.threads.insert(big("thr_big"));
  });
  await expect(full).rejects.toMatchObject({
    code: "store_failed",
    details: { sqlite: "SQLITE_FULL" },
    hint: expect.stringContaining("free space"),
  });
  expect(await store.read.threads.list({}, { limit: 10 })).toEqual([]);
  expect(await store.read.events.lastSeq()).toBe(0);
  expect(heard).toEqual([]);

  writer?.pragma("max_page_count = 1000000");
  await store.write(async (transaction) => {
    await transaction.events.append([{ type: "warning", data: { code: "test", text: "first" } }], 1);
    await transaction.threads.insert(big("thr_big"));
  });
  expect(await store.read.events.lastSeq()).toBe(1);
  expect(heard).toHaveLength(1);
  await store.close();
});
