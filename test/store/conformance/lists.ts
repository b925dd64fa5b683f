import { describe, expect, test } from "vitest";
import {
  checkpointRow,
  insertThreadWithJob,
  jobRow,
  projectRow,
  runRow,
  threadRow,
  worktreeRow,
} from "../../builders/rows.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import type { OpenStore } from "../conformance.ts";

const number = (index: number) => String(index).padStart(4, "0");

export function listConformance(open: OpenStore): void {
  describe("lists", () => {
    test("pages cover all, newest first, each once, whatever comes in between", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await transaction.projects.insert(projectRow);
        for (let index = 1; index <= 25; index += 1) {
          await transaction.threads.insert(threadRow({ id: `thr_${number(index)}`, status: "idle" }));
        }
      });
      const seen: string[] = [];
      let late = 0;
      let after: Thread | undefined;
      do {
        const filter = { projectId: "prj_demo", statuses: ["idle"] } as const;
        const page = await store.read.threads.list(filter, { limit: 10, after });
        seen.push(...page.map((thread) => thread.id));
        after = page.at(-1);
        late += 1;
        const id = `thr_9${number(late)}`;
        await store.write((transaction) => transaction.threads.insert(threadRow({ id, status: "idle" })));
      } while (after !== undefined);
      expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `thr_${number(25 - index)}`));
      expect(await store.read.threads.list({ statuses: ["blocked"] }, { limit: 10 })).toEqual([]);
    });

    test("threads are listed by when they last changed, each once, also where times are the same", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await transaction.projects.insert(projectRow);
        for (const [id, updatedAt] of [["1", 30] as const, ["2", 10] as const, ["3", 20] as const, ["4", 20] as const])
          await transaction.threads.insert(threadRow({ id: `thr_${id}`, updatedAt }));
        await transaction.threads.insert(threadRow({ id: "thr_5", updatedAt: 40, status: "archived" }));
      });
      const statuses = ["open", "active"] as const;
      const seen: string[] = [];
      let after: Thread | undefined;
      do {
        const page = await store.read.threads.list({ statuses }, { limit: 1, sort: "updated", after });
        seen.push(...page.map((thread) => thread.id));
        after = page.at(-1);
      } while (after !== undefined);
      expect(seen).toEqual(["thr_1", "thr_4", "thr_3", "thr_2"]);
      const all = await store.read.threads.list({}, { limit: 9, sort: "updated" });
      expect(all.map((thread) => thread.id)).toEqual(["thr_5", ...seen]);
      expect(await store.read.threads.list({ statuses: [] }, { limit: 9 })).toEqual([]);
      const chosen = await store.read.threads.forIds(["thr_9", "thr_3", "thr_1", "thr_3"]);
      expect(chosen.map((thread) => thread.id)).toEqual(["thr_1", "thr_3"]);
    });

    test("a search finds parts of title, branch and labels in any case, and beginnings of ids", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await transaction.projects.insert(projectRow);
        await transaction.projects.insert({ ...projectRow, id: "prj_other", name: "other" });
        await transaction.threads.insert(threadRow({ id: "thr_1a", title: "Über 100% of_it", branch: "spool/one" }));
        await transaction.threads.insert(threadRow({ id: "thr_2b", title: "Other", branch: "spool/Two-U\u0308" }));
        const more = { projectId: "prj_other", status: "idle" } as const;
        await transaction.threads.insert(threadRow({ id: "thr_3c", labels: ["P1", "Back End"], ...more }));
        await transaction.threads.insert(threadRow({ id: "thr_4d", title: "gone", ...more }));
        await transaction.threads.update("thr_4d", { title: "Renamed" });
      });
      const found = async (search: string, filter: object = {}) =>
        (await store.read.threads.list({ search, ...filter }, { limit: 9 })).map((thread) => thread.id);
      expect(await found("üBER")).toEqual(["thr_1a"]);
      expect(await found("\u00fc")).toEqual(["thr_2b", "thr_1a"]);
      expect(await found("TWO")).toEqual(["thr_2b"]);
      expect(await found("back e")).toEqual(["thr_3c"]);
      expect(await found("0% of_")).toEqual(["thr_1a"]);
      expect(await found("_")).toEqual(["thr_1a"]);
      expect(await found("%%")).toEqual([]);
      expect(await found("THR_3")).toEqual(["thr_3c"]);
      expect(await found("3c")).toEqual([]);
      expect(await found("gone")).toEqual([]);
      expect(await found("renamed", { projectId: "prj_other", statuses: ["idle"] })).toEqual(["thr_4d"]);
      expect(await found("renamed", { projectId: "prj_demo" })).toEqual([]);
      expect(await found("renamed", { statuses: ["open"] })).toEqual([]);
      const pages: string[] = [];
      for (const sort of ["created", "updated"] as const) {
        let after: Thread | undefined;
        do {
          const page = await store.read.threads.list({ search: "thr_" }, { limit: 3, sort, after });
          pages.push(...page.map((thread) => thread.id));
          after = page.at(-1);
        } while (after !== undefined);
      }
      const newestFirst = ["thr_4d", "thr_3c", "thr_2b", "thr_1a"];
      expect(pages).toEqual([...newestFirst, ...newestFirst]);
    });

    test("the newest ids are the greatest of each table, however old their rows", async () => {
      await using opened = await open();
      const { store } = opened;
      expect(await store.read.newestIds()).toEqual([]);
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.jobs.insert(jobRow({ id: "job_0009" }));
        await transaction.jobs.insert(jobRow({ id: "job_0002", createdAt: 9_000 }));
      });
      expect((await store.read.newestIds()).toSorted()).toEqual(["job_0009", threadRow().id]);
    });

    test("a limit is brought into 1 to 1000", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.jobs.insert(jobRow({ id: "job_0002" }));
      });
      expect(await store.read.jobs.list({}, { limit: 0 })).toHaveLength(1);
      expect(await store.read.jobs.list({}, { limit: 1_000_000 })).toHaveLength(2);
    });

    test("the queue is in order of priority, then age; active jobs and counts go by status", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.jobs.insert(jobRow({ id: "job_0002", priority: 1, createdAt: 20 }));
        await transaction.jobs.insert(jobRow({ id: "job_0003", priority: 1, createdAt: 10, status: "retry_queued" }));
        await transaction.jobs.insert(jobRow({ id: "job_0004", status: "pending" }));
        await transaction.jobs.insert(jobRow({ id: "job_0000", status: "waiting_approval" }));
        await transaction.jobs.insert(jobRow({ id: "job_0005", status: "verifying" }));
        await transaction.jobs.insert(jobRow({ id: "job_0006", status: "waiting_approval", owner: "box" }));
      });
      const { jobs } = store.read;
      expect((await jobs.waiting()).map((job) => job.id)).toEqual(["job_0003", "job_0002", "job_0001"]);
      expect((await jobs.active()).map((job) => job.id)).toEqual(["job_0005", "job_0006"]);
      expect((await jobs.parked()).map((job) => job.id)).toEqual(["job_0000"]);
      expect((await jobs.forThread("thr_0001")).map((job) => job.id).at(0)).toBe("job_0000");
      expect((await jobs.latestForThread("thr_0001"))?.id).toBe("job_0006");
      expect(await jobs.latestForThread("thr_0002")).toBeUndefined();
      expect(await jobs.counts()).toEqual({
        pending: 1,
        queued: 2,
        retry_queued: 1,
        verifying: 1,
        waiting_approval: 2,
      });
      expect(await store.read.threads.counts()).toEqual({ open: 1 });
    });

    test("runs are in order of attempts and the newest of a thread is found", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.runs.insert(runRow({ id: "run_0002", attempt: 2 }));
        await transaction.runs.insert(runRow());
      });
      expect((await store.read.runs.forJob("job_0001")).map((run) => run.attempt)).toEqual([1, 2]);
      expect((await store.read.runs.latestForThread("thr_0001"))?.id).toBe("run_0002");
    });

    test("the newest checkpoint of a run and of a thread is found", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.runs.insert(runRow());
        await transaction.runs.insert(runRow({ id: "run_0002", attempt: 2 }));
        await transaction.checkpoints.insert(checkpointRow({ id: "ckp_0001" }));
        await transaction.checkpoints.insert(checkpointRow({ id: "ckp_0002", number: 2 }));
        await transaction.checkpoints.insert(checkpointRow({ id: "ckp_0003", runId: "run_0002" }));
      });
      const { checkpoints } = store.read;
      expect((await checkpoints.latestForRun("run_0001"))?.id).toBe("ckp_0002");
      expect((await checkpoints.latestForThread("thr_0001"))?.id).toBe("ckp_0003");
      expect(await checkpoints.latestForRun("run_0003")).toBeUndefined();
    });

    test("worktrees are found by thread, project and state", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.worktrees.insert(worktreeRow());
        const taken = { id: "wt_0002", state: "active", threadId: "thr_0001", runId: "run_0001" } as const;
        await transaction.worktrees.insert(worktreeRow(taken));
      });
      const ids = async (filter: Parameters<typeof store.read.worktrees.list>[0]) =>
        (await store.read.worktrees.list(filter)).map((worktree) => worktree.id);
      expect(await ids({})).toEqual(["wt_0001", "wt_0002"]);
      expect(await ids({ threadId: "thr_0001" })).toEqual(["wt_0002"]);
      expect(await ids({ projectId: "prj_demo", states: ["ready", "retained"] })).toEqual(["wt_0001"]);
      expect(await ids({ states: [] })).toEqual([]);
      expect((await store.read.worktrees.forRun("run_0001"))?.id).toBe("wt_0002");
    });

    test("an id is found by its end, at most three of them, newest first", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await transaction.projects.insert(projectRow);
        for (const id of ["thr_1abc", "thr_2abc", "thr_3abc", "thr_4abc", "thr_1xyz"]) {
          await transaction.threads.insert(threadRow({ id }));
        }
      });
      expect(await store.read.idsEndingIn("thread", "xyz")).toEqual(["thr_1xyz"]);
      expect(await store.read.idsEndingIn("thread", "abc")).toEqual(["thr_4abc", "thr_3abc", "thr_2abc"]);
      expect(await store.read.idsEndingIn("job", "xyz")).toEqual([]);
      // A wildcard of SQL is no wildcard here.
      expect(await store.read.idsEndingIn("thread", "___z")).toEqual([]);
      await expect(store.read.idsEndingIn("thread", "%")).rejects.toMatchObject({ code: "invalid_input" });
    });
  });
}
