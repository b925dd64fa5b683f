import { describe, expect, test } from "vitest";
import type { Store } from "../../../runner/store/port.ts";
import { insertThreadWithJob, jobRow, runRow, threadRow, worktreeRow } from "../../builders/rows.ts";
import type { OpenStore } from "../conformance.ts";

const claim = (owner: string, now = 1_000) => ({ owner, now, leaseUntil: now + 100 });
const take = (store: Store, id: string, owner: string) =>
  store.write((transaction) => transaction.jobs.claim(id, claim(owner)));

export function claimConformance(open: OpenStore): void {
  describe("claims", () => {
    test("of many runners that want one job, one gets it", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(insertThreadWithJob);
      const owners = Array.from({ length: 10 }, (_, index) => `runner-${index}`);
      const claimed = (await Promise.all(owners.map((owner) => take(store, "job_0001", owner)))).filter(Boolean);
      expect(claimed).toMatchObject([{ status: "preparing", generation: 1, leaseUntil: 1_100, startedAt: 1_000 }]);
      expect(await store.read.jobs.get("job_0001")).toEqual(claimed[0]);
    });

    test("one writing job of a thread at a time; reading ones and other threads beside it", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.threads.insert(threadRow({ id: "thr_0002" }));
        await transaction.jobs.insert(jobRow({ id: "job_0002" }));
        await transaction.jobs.insert(jobRow({ id: "job_0003", writeMode: "read_only" }));
        await transaction.jobs.insert(jobRow({ id: "job_0004", threadId: "thr_0002" }));
      });
      const ids = ["job_0001", "job_0002", "job_0003", "job_0004"];
      const claimed = await Promise.all(ids.map((id) => take(store, id, "runner-1")));
      expect(claimed.map((job) => job?.id)).toEqual(["job_0001", undefined, "job_0003", "job_0004"]);
      await store.write((transaction) => transaction.jobs.update("job_0001", { status: "succeeded" }));
      expect(await take(store, "job_0002", "runner-1")).toMatchObject({ id: "job_0002" });
    });

    test("only waiting jobs are claimed", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(insertThreadWithJob);
      for (const status of ["pending", "running", "blocked", "succeeded", "failed", "cancelled"] as const) {
        await store.write((transaction) => transaction.jobs.update("job_0001", { status }));
        expect(await take(store, "job_0001", "runner-1")).toBeUndefined();
      }
      await store.write((transaction) => transaction.jobs.update("job_0001", { status: "retry_queued" }));
      expect(await take(store, "job_0001", "runner-1")).toMatchObject({ status: "preparing" });
      expect(await take(store, "job_9999", "runner-1")).toBeUndefined();
    });

    test("a job is taken over from a runner that is gone, or by the runner that held it, not from one that lives", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(insertThreadWithJob);
      await take(store, "job_0001", "runner-1");
      const over = (owner: string, now: number) =>
        store.write((transaction) => transaction.jobs.takeOver("job_0001", claim(owner, now)));
      expect(await over("runner-2", 1_050)).toBeUndefined();
      expect(await over("runner-1", 1_050)).toMatchObject({ owner: "runner-1", generation: 2, leaseUntil: 1_150 });
      await store.write((transaction) => transaction.jobs.renewLeases("runner-1", 2_000));
      expect(await over("runner-2", 1_999)).toBeUndefined();
      expect(await over("runner-2", 2_001)).toMatchObject({ owner: "runner-2", generation: 3, startedAt: 1_000 });
    });

    test("what a runner writes about a run it lost is refused and changes nothing", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.runs.insert(runRow());
        await transaction.runs.update("run_0001", 1, { sessionId: "s1" });
        await transaction.runs.adopt("run_0001", "runner-2", 2);
      });
      const late = store.write((transaction) => transaction.runs.update("run_0001", 1, { sessionId: "late" }));
      await expect(late).rejects.toMatchObject({ code: "lease_lost" });
      expect(await store.read.runs.get("run_0001")).toMatchObject({
        sessionId: "s1",
        owner: "runner-2",
        generation: 2,
      });
      await store.write((transaction) => transaction.runs.update("run_0001", 2, { status: "running" }));
    });

    test("of many runs that want a spare worktree, each gets another one, the fitting base first", async () => {
      await using opened = await open();
      const { store } = opened;
      const fitting = "2".repeat(40);
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.worktrees.insert(worktreeRow({ id: "wt_0001", baseCommit: fitting }));
        await transaction.worktrees.insert(worktreeRow({ id: "wt_0002" }));
        await transaction.worktrees.insert(worktreeRow({ id: "wt_0003", setupKey: "old" }));
        await transaction.worktrees.insert(worktreeRow({ id: "wt_0004", state: "provisioning" }));
      });
      const want = (runId: string) =>
        store.write((transaction) =>
          transaction.worktrees.claimSpare({
            projectId: "prj_demo",
            setupKey: "key",
            baseCommit: fitting,
            runId,
            threadId: "thr_0001",
            branch: "spool/x",
            now: 7,
          }),
        );
      const claimed = await Promise.all(["run_a", "run_b", "run_c"].map(want));
      expect(claimed.map((worktree) => worktree?.id)).toEqual(["wt_0001", "wt_0002", undefined]);
      expect(claimed[0]).toMatchObject({ state: "active", runId: "run_a", branch: "spool/x", lastActivityAt: 7 });
    });
  });
}
