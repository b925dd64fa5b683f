import { describe, expect, test } from "vitest";
import type { Writes } from "../../../runner/store/port.ts";
import {
  approvalRow,
  artifactRow,
  checkpointRow,
  insertThreadWithJob,
  jobRow,
  projectRow,
  runRow,
  threadRow,
  worktreeRow,
} from "../../builders/rows.ts";
import type { OpenStore } from "../conformance.ts";

async function insertRun(transaction: Writes): Promise<void> {
  await insertThreadWithJob(transaction);
  await transaction.runs.insert(runRow());
}

export function entityConformance(open: OpenStore): void {
  describe("entities", () => {
    test("come back as they went in, and as they were changed", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertRun(transaction);
        await transaction.worktrees.insert(worktreeRow());
        await transaction.checkpoints.insert(checkpointRow());
        await transaction.artifacts.insert(artifactRow());
        await transaction.approvals.insert(approvalRow());
      });
      const { read } = store;
      expect(await read.projects.get("prj_demo")).toEqual(projectRow);
      expect(await read.threads.get("thr_0001")).toEqual(threadRow());
      expect(await read.jobs.get("job_0001")).toEqual(jobRow());
      expect(await read.runs.get("run_0001")).toEqual(runRow());
      expect(await read.worktrees.get("wt_0001")).toEqual(worktreeRow());
      expect(await read.artifacts.get("art_0001")).toEqual(artifactRow());
      expect(await read.approvals.get("apr_0001")).toEqual(approvalRow());
      expect(await read.approvals.byRequest("run_0001", "call-1")).toEqual(approvalRow());
      for (const scope of ["forThread", "forJob", "forRun"] as const) {
        const id = { forThread: "thr_0001", forJob: "job_0001", forRun: "run_0001" }[scope];
        expect(await read.artifacts[scope](id)).toEqual([artifactRow()]);
      }
      expect(await read.checkpoints.forRun("run_0001")).toEqual([checkpointRow()]);
      expect(await read.checkpoints.forThread("thr_0001")).toEqual([checkpointRow()]);

      await store.write(async (transaction) => {
        const changed = await transaction.jobs.update("job_0001", { title: "Ünïcode 🧵", dueAt: 5, reason: "x" });
        expect(changed).toEqual(jobRow({ title: "Ünïcode 🧵", dueAt: 5, reason: "x" }));
        await transaction.threads.update("thr_0001", { metadata: { deep: [{ a: null }] }, status: "idle" });
        await transaction.projects.update("prj_demo", { removedAt: 9 });
        await transaction.artifacts.update("art_0001", { size: 11 });
        await transaction.worktrees.update("wt_0001", { pinned: true, state: "retained" });
      });
      expect(await read.jobs.get("job_0001")).toMatchObject({ title: "Ünïcode 🧵", dueAt: 5 });
      expect(await read.threads.get("thr_0001")).toMatchObject({ metadata: { deep: [{ a: null }] }, status: "idle" });
      expect(await read.projects.list()).toEqual([]);
      expect(await read.projects.byName("demo")).toMatchObject({ removedAt: 9 });
      expect(await read.artifacts.get("art_0001")).toMatchObject({ size: 11 });
      expect(await read.worktrees.get("wt_0001")).toMatchObject({ pinned: true, state: "retained" });
    });

    test("what is not there is undefined to read and not_found to change", async () => {
      await using opened = await open();
      const { store } = opened;
      const { read } = store;
      expect(await read.projects.get("x")).toBeUndefined();
      expect(await read.threads.get("x")).toBeUndefined();
      expect(await read.jobs.get("x")).toBeUndefined();
      expect(await read.runs.get("x")).toBeUndefined();
      expect(await read.runs.latestForThread("x")).toBeUndefined();
      expect(await read.worktrees.forRun("x")).toBeUndefined();
      expect(await read.approvals.byRequest("x", "y")).toBeUndefined();
      const absent = { code: "not_found", details: { id: "x" } };
      await expect(store.write((transaction) => transaction.threads.update("x", {}))).rejects.toMatchObject(absent);
      await expect(store.write((transaction) => transaction.jobs.update("x", {}))).rejects.toMatchObject(absent);
      await expect(store.write((transaction) => transaction.runs.update("x", 1, {}))).rejects.toMatchObject(absent);
    });

    test("an id is given once", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(insertThreadWithJob);
      const again = store.write((transaction) => transaction.threads.insert(threadRow()));
      await expect(again).rejects.toMatchObject({ code: "store_failed" });
    });

    test("one question of a run is asked once", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertRun(transaction);
        await transaction.approvals.insert(approvalRow());
      });
      const again = store.write((transaction) => transaction.approvals.insert(approvalRow({ id: "apr_0002" })));
      await expect(again).rejects.toMatchObject({ code: "store_failed" });
    });

    test("a stage starts, ends, and starts anew after a restart with its first start kept", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertRun(transaction);
        await transaction.runs.startStage("run_0001", "prepare", 10);
        const ended = await transaction.runs.endStage("run_0001", "prepare", { at: 20, outcome: "ok", detail: null });
        expect(ended).toEqual({
          runId: "run_0001",
          name: "prepare",
          startedAt: 10,
          endedAt: 20,
          outcome: "ok",
          detail: null,
        });
        await transaction.runs.startStage("run_0001", "work", 20);
        await transaction.runs.startStage("run_0001", "work", 30);
      });
      expect(await store.read.runs.stages("run_0001")).toMatchObject([
        { name: "prepare", outcome: "ok" },
        { name: "work", startedAt: 20, endedAt: null, outcome: null },
      ]);
      const unknown = store.write((transaction) =>
        transaction.runs.endStage("run_0001", "verify", { at: 1, outcome: "ok", detail: null }),
      );
      await expect(unknown).rejects.toMatchObject({ code: "internal" });
    });
  });
}
