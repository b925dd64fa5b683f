import { expect, test } from "vitest";
import { openWorld, operatorCaller } from "../builders/core.ts";
import { damage } from "../builders/damage.ts";
import { startThread } from "../../runner/core/commands/threads.ts";
import { threadDetail } from "../../runner/core/queries/thread-detail.ts";
import { threadList } from "../../runner/core/queries/thread-list.ts";
import { runRow, worktreeRow } from "../builders/rows.ts";

test("a damaged thread says so when asked for, and hides no other one from any page", async () => {
  await using world = await openWorld();
  const { core } = world;
  const ids: string[] = [];
  for (let index = 0; index < 7; index += 1) {
    const { thread } = await startThread(core, operatorCaller(), { project: "demo", instruction: `Task ${index}` });
    ids.unshift(thread.id);
  }
  for (const index of [0, 3, 4])
    damage(world.directory, "UPDATE threads SET body = '{\"title\":1}' WHERE id = ?", ids[index] ?? "");
  const healthy = [ids[1], ids[2], ids[5], ids[6]];

  await expect(core.store.read.threads.get(ids[0] ?? "")).rejects.toMatchObject({
    code: "corrupt_data",
    details: { table: "threads", id: ids[0] },
    hint: expect.any(String),
  });
  await expect(threadDetail(core, ids[0] ?? "")).rejects.toMatchObject({ code: "corrupt_data" });
  for (const limit of [1, 2, 3, 50]) {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await threadList(core, { limit, after });
      seen.push(...page.threads.map(({ thread }) => thread.id));
      after = page.nextAfter ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(healthy);
  }
  const reported = world.corrupt.map((error) => error.details?.id);
  expect(reported).toHaveLength(3);
  expect(new Set(reported)).toEqual(new Set([ids[0], ids[3], ids[4]]));
});

test("a damaged run, worktree, stage, pause or event leaves the views around it standing", async () => {
  await using world = await openWorld();
  const { core } = world;
  const { thread, job } = await startThread(core, operatorCaller(), { project: "demo", instruction: "Task" });
  await core.store.write(async (transaction) => {
    await transaction.runs.insert(runRow({ jobId: job.id, threadId: thread.id }));
    await transaction.runs.startStage("run_0001", "prepare", 1);
    await transaction.worktrees.insert(worktreeRow({ runId: "run_0001", threadId: thread.id, state: "active" }));
    await transaction.pauses.put({ projectId: null, by: "ada", reason: null, at: 1 });
  });
  damage(world.directory, "UPDATE stages SET outcome = 'unheard of'");
  damage(world.directory, "UPDATE pauses SET body = 'x'");
  damage(world.directory, "UPDATE worktrees SET body = '[]'");
  damage(world.directory, "UPDATE events SET data = '{' WHERE seq = 2");
  expect(await core.store.read.runs.stages("run_0001")).toEqual([]);
  expect(await core.store.read.pauses.list()).toEqual([]);
  expect(await core.store.read.worktrees.forRun("run_0001")).toBeUndefined();
  const events = await core.store.read.events.after(0, {}, 10);
  expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
  expect(events[1]).toMatchObject({ type: "warning", data: { code: "corrupt_event" } });
  damage(world.directory, "UPDATE runs SET body = ''");
  expect((await threadList(core, { limit: 10 })).threads).toMatchObject([{ latestRun: null }]);
  expect((await threadDetail(core, thread.id)).runs).toEqual([]);
  expect(world.corrupt).toHaveLength(5);
});
