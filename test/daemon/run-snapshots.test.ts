import { expect, test } from "vitest";
import { RunSnapshots } from "../../runner/daemon/run-snapshots.ts";
import type { Worktree } from "../../shared/model/worktree.ts";
import { openWorld, type World } from "../builders/core.ts";
import { checkpointRow, runRow, worktreeRow } from "../builders/rows.ts";
import { start } from "../core/support/work.ts";

const base = "b".repeat(40);
const runId = "run_0001";

/** A run at work in a worktree, and looks at it that end when the test says so. */
async function atWork(world: World) {
  const { thread, job } = await start(world);
  const ids = { threadId: thread.id, jobId: job.id, projectId: world.demo.id };
  await world.core.store.write(async (transaction) => {
    const worktree = { threadId: thread.id, runId, projectId: world.demo.id, state: "active" } as const;
    await transaction.worktrees.insert(worktreeRow(worktree));
    await transaction.runs.insert(runRow({ ...ids, status: "running", baseCommit: base, worktreeId: "wt_0001" }));
  });
  const looks: PromiseWithResolvers<{ commit: string; files: number; additions: number; deletions: number }>[] = [];
  const dropped: string[] = [];
  let begun = Promise.withResolvers<void>();
  const snapshots = new RunSnapshots({
    core: world.core,
    intervalMs: 1,
    project: () => ({
      source: {
        projectId: "p",
        name: "demo",
        repo: "/srv/demo.git",
        copyFrom: null,
        copy: [],
        credentials: null,
      },
    }),
    workspaces: {
      parkLiveState: (_source, { signal }) => {
        const look =
          Promise.withResolvers<(typeof looks)[number] extends PromiseWithResolvers<infer State> ? State : never>();
        signal.addEventListener("abort", () => look.reject(signal.reason), { once: true });
        looks.push(look);
        begun.resolve();
        return look.promise;
      },
      dropLiveState: async (_source, id) => {
        dropped.push(id);
      },
    },
  });
  return {
    snapshots,
    looks,
    dropped,
    threadId: thread.id,
    /** Resolves when a look has begun that had not when it was last asked. */
    async nextLook() {
      await begun.promise;
      begun = Promise.withResolvers<void>();
    },
    mark: (change: Partial<Worktree>) =>
      world.core.store.write((transaction) => transaction.worktrees.update("wt_0001", change)),
    finish: () =>
      world.core.store.write((transaction) =>
        transaction.runs.update(runId, 1, { status: "succeeded", finishedAt: world.core.clock.now() }),
      ),
  };
}

const state = (letter: string) => ({ commit: letter.repeat(40), files: 1, additions: 2, deletions: 3 });

test("however many ask, one look at a run is under way, and nobody gets one that began before they asked", async () => {
  await using world = await openWorld();
  const run = await atWork(world);
  await using snapshots = run.snapshots;
  const first = snapshots.take(runId);
  await run.nextLook();
  const late = Array.from({ length: 20 }, () => snapshots.take(runId));
  run.looks[0]?.resolve(state("1"));
  expect(await first).toEqual({ ...state("1"), base, at: world.core.clock.now(), live: true });
  await run.nextLook();
  run.looks[1]?.resolve(state("2"));
  expect(new Set((await Promise.all(late)).map(({ commit }) => commit))).toEqual(new Set([state("2").commit]));
  expect(run.looks).toHaveLength(2);
});

test("a run that ends under a look answers with its last checkpoint; another failure is told", async () => {
  await using world = await openWorld();
  const run = await atWork(world);
  await using snapshots = run.snapshots;
  const failing = snapshots.take(runId);
  await run.nextLook();
  run.looks[0]?.reject(new Error("git broke"));
  await expect(failing).rejects.toThrow("git broke");
  await world.core.store.write((transaction) =>
    transaction.checkpoints.insert(checkpointRow({ threadId: run.threadId })),
  );
  const ended = snapshots.take(runId);
  await run.nextLook();
  await run.finish();
  await run.mark({ state: "retained" });
  run.looks[1]?.reject(new Error("its directory is gone"));
  expect(await ended).toMatchObject({ commit: checkpointRow().commit, base, files: 1, live: false });
  expect(await snapshots.take(runId)).toMatchObject({ live: false });
  expect(run.looks).toHaveLength(2);
});

test("a worktree that was condemned during a look leaves no ref behind", async () => {
  await using world = await openWorld();
  const run = await atWork(world);
  await using snapshots = run.snapshots;
  const taking = snapshots.take(runId);
  await run.nextLook();
  await run.mark({ state: "deleting" });
  run.looks[0]?.resolve(state("1"));
  await taking;
  expect(run.dropped).toEqual([runId]);
});

test("closing ends the look that is under way", async () => {
  await using world = await openWorld();
  const run = await atWork(world);
  const taking = run.snapshots.take(runId);
  await run.nextLook();
  const refused = expect(taking).rejects.toMatchObject({ code: "unavailable" });
  await run.snapshots[Symbol.asyncDispose]();
  await refused;
});
