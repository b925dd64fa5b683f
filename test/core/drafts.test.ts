import { expect, test } from "vitest";
import { setDraft } from "../../runner/core/commands/drafts.ts";
import { continueThread } from "../../runner/core/commands/threads.ts";
import { threadDetail } from "../../runner/core/queries/thread-detail.ts";
import { openWorld } from "../builders/core.ts";
import { approvalRow } from "../builders/rows.ts";
import { ada, eventTypes, start } from "./support/work.ts";

const bob = { ...ada, id: "tok_bob", name: "bob" };

test("the last one to write wins, no event tells of it, a new job leaves it, empty text removes it", async () => {
  await using world = await openWorld();
  const { core } = world;
  const { thread } = await start(world);
  const before = await core.store.read.events.lastSeq();
  const write = (text: string, caller = ada, key = "composer") =>
    setDraft(core, caller, { threadId: thread.id, key, text });
  const answer = await write("And then ");
  expect(answer).toEqual({ draft: { threadId: thread.id, key: "composer", updatedAt: core.clock.now(), by: "ada" } });
  await write("  And then the rest\n", bob);
  await write("On line 3:", ada, "review");
  expect(await eventTypes(world, before)).toEqual([]);
  await continueThread(core, ada, { threadId: thread.id, instruction: "more" });
  expect((await threadDetail(core, thread.id)).drafts).toMatchObject([
    { key: "composer", text: "  And then the rest\n", by: "bob" },
    { key: "review", text: "On line 3:", by: "ada" },
  ]);
  expect(await write("")).toEqual({ draft: null });
  expect((await threadDetail(core, thread.id)).drafts).toMatchObject([{ key: "review" }]);
});

test("a repeated call does not bring an old text back, and what is kept for repeats holds no text", async () => {
  await using world = await openWorld();
  const { thread } = await start(world);
  const once = { ...ada, idempotencyKey: "key-1" };
  const first = { threadId: thread.id, key: "composer", text: "a first secret thought" };
  await setDraft(world.core, once, first);
  await setDraft(world.core, ada, { ...first, text: "better" });
  await setDraft(world.core, once, first);
  expect(await world.core.store.read.drafts.forThread(thread.id)).toMatchObject([{ text: "better" }]);
  const receipt = await world.core.store.read.receipts.get(JSON.stringify([ada.id, "key-1"]));
  expect(receipt?.answer).toContain("composer");
  expect(receipt?.answer).not.toContain("secret thought");
});

test("a draft belongs to a place that is there", async () => {
  await using world = await openWorld();
  const { thread, job } = await start(world);
  const { thread: other } = await start(world);
  await world.core.store.write(async (transaction) => {
    const ids = { threadId: thread.id, jobId: job.id, runId: null };
    await transaction.approvals.insert(approvalRow({ ...ids, id: "apr_plan", kind: "plan" }));
    await transaction.approvals.insert(approvalRow({ ...ids, id: "apr_other" }));
  });
  const set = (key: string, threadId = thread.id) => setDraft(world.core, ada, { threadId, key, text: "x" });
  await set("plan:apr_plan");
  await expect(set("plan:apr_other")).rejects.toMatchObject({ code: "not_found" });
  await expect(set("plan:apr_none")).rejects.toMatchObject({ code: "not_found" });
  await expect(set("plan:apr_plan", other.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(set("composer", "thr_none")).rejects.toMatchObject({ code: "not_found" });
  for (const key of ["", "Composer", "plan:", "plan:../x", "notes"]) {
    await expect(set(key), key).rejects.toMatchObject({ code: "invalid_input", details: { field: "key" } });
  }
  const long = setDraft(world.core, ada, { threadId: thread.id, key: "review", text: "x".repeat(200_001) });
  await expect(long).rejects.toMatchObject({ code: "invalid_input", details: { field: "text" } });
});
