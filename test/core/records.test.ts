import { expect, test } from "vitest";
import { pauseQueue, resumeQueue } from "../../runner/core/commands/queue.ts";
import { attachEvent, pinWorktree } from "../../runner/core/commands/records.ts";
import { openWorld } from "../builders/core.ts";
import { worktreeRow } from "../builders/rows.ts";
import { ada, eventTypes, start } from "./support/work.ts";

test("pausing and resuming twice is the same as once", async () => {
  await using world = await openWorld();
  const before = await world.core.store.read.events.lastSeq();
  await pauseQueue(world.core, ada, { reason: "first" });
  expect(await pauseQueue(world.core, ada, { reason: "second" })).toMatchObject({ pauses: [{ reason: "first" }] });
  await pauseQueue(world.core, ada, { project: "demo" });
  expect((await resumeQueue(world.core, ada, {})).pauses).toMatchObject([{ projectId: "prj_demo" }]);
  await resumeQueue(world.core, ada, {});
  expect(await eventTypes(world, before)).toEqual(["queue.paused", "queue.paused", "queue.resumed"]);
  await expect(pauseQueue(world.core, ada, { project: "nope" })).rejects.toMatchObject({ code: "not_found" });
});

test("a signal from outside is kept; one that is too large is refused", async () => {
  await using world = await openWorld();
  const { thread } = await start(world);
  const signal = { threadId: thread.id, sourceKind: "ci", sourceId: "1", eventType: "failed" };
  const { event } = await attachEvent(world.core, ada, { ...signal, payload: { log: "x" } });
  expect(await world.core.store.read.externalEvents.forThread(thread.id)).toEqual([event]);
  const large = attachEvent(world.core, ada, { ...signal, payload: "x".repeat(300_000) });
  await expect(large).rejects.toMatchObject({ code: "invalid_input", details: { field: "payload" } });
});

test("a worktree is pinned until it is deleted", async () => {
  await using world = await openWorld();
  await world.core.store.write((transaction) => transaction.worktrees.insert(worktreeRow()));
  const pin = { worktreeId: "wt_0001", pinned: true };
  expect((await pinWorktree(world.core, ada, pin)).worktree.pinned).toBe(true);
  await world.core.store.write((transaction) => transaction.worktrees.update("wt_0001", { state: "deleted" }));
  await expect(pinWorktree(world.core, ada, pin)).rejects.toMatchObject({ code: "conflict" });
  const unknown = pinWorktree(world.core, ada, { ...pin, worktreeId: "wt_9" });
  await expect(unknown).rejects.toMatchObject({ code: "not_found" });
});
