import { expect, test } from "vitest";
import { pauseQueue } from "../../runner/core/commands/queue.ts";
import { archiveThread } from "../../runner/core/commands/archive-thread.ts";
import { continueThread, createThread } from "../../runner/core/commands/threads.ts";
import { jobDetail, jobList, wholeJobList } from "../../runner/core/queries/jobs.ts";
import { queueSnapshot } from "../../runner/core/queries/queue-snapshot.ts";
import { resolveId } from "../../runner/core/queries/resolve-id.ts";
import { runDetail } from "../../runner/core/queries/run-view.ts";
import { statusView } from "../../runner/core/queries/status.ts";
import { threadDetail } from "../../runner/core/queries/thread-detail.ts";
import { threadList } from "../../runner/core/queries/thread-list.ts";
import { syncProjects } from "../../runner/core/commands/projects.ts";
import { threadStatuses } from "../../shared/model/thread.ts";
import { openWorld, type World } from "../builders/core.ts";
import { approvalRow, artifactRow, checkpointRow, runRow, worktreeRow } from "../builders/rows.ts";
import { ada, force, start } from "./support/work.ts";

async function worked(world: World) {
  const { thread, job } = await start(world);
  await force(world, job.id, "preparing", "running");
  const ids = { threadId: thread.id, jobId: job.id };
  await world.core.store.write(async (transaction) => {
    await transaction.runs.insert(runRow({ ...ids }));
    await transaction.runs.insert(runRow({ ...ids, id: "run_0002", attempt: 2 }));
    await transaction.runs.startStage("run_0002", "work", 1);
    await transaction.worktrees.insert(worktreeRow({ threadId: thread.id, runId: "run_0002", state: "active" }));
    await transaction.checkpoints.insert(checkpointRow({ threadId: thread.id }));
    await transaction.checkpoints.insert(
      checkpointRow({ threadId: thread.id, id: "ckp_0002", number: 2, files: 3, additions: 4, deletions: 5 }),
    );
    await transaction.artifacts.insert(artifactRow({ ...ids }));
    await transaction.approvals.insert(approvalRow({ ...ids }));
  });
  return { thread, job };
}

test("a row of the thread list has what it shows, also what an earlier run left", async () => {
  await using world = await openWorld();
  const { thread, job } = await worked(world);
  const { job: next } = await continueThread(world.core, ada, { threadId: thread.id, instruction: "more" });
  const { threads, nextAfter, seq } = await threadList(world.core, { limit: 50 });
  expect(threads).toMatchObject([
    {
      thread: { id: thread.id },
      project: "demo",
      latestJob: { id: next.id },
      latestRun: { id: "run_0002" },
      waiting: { jobId: next.id, position: 1, reason: { kind: "thread_busy", jobId: job.id } },
      pendingApprovals: [{ id: "apr_0001" }],
      changes: { files: 3, additions: 4, deletions: 5 },
    },
  ]);
  expect(nextAfter).toBeNull();
  expect(seq).toBe(await world.core.store.read.events.lastSeq());
});

test("lists are paged and filtered; an unknown project is not_found, not an empty list", async () => {
  await using world = await openWorld();
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1) made.unshift((await start(world)).thread.id);
  const first = await threadList(world.core, { limit: 3 });
  expect(first.threads.map(({ thread }) => thread.id)).toEqual(made.slice(0, 3));
  const second = await threadList(world.core, { limit: 3, after: first.nextAfter ?? "" });
  expect(second.threads.map(({ thread }) => thread.id)).toEqual(made.slice(3));
  expect(second.nextAfter).toBeNull();
  expect((await threadList(world.core, { limit: 5, status: "idle" })).threads).toEqual([]);
  expect((await threadList(world.core, { limit: 5, project: "prj_demo" })).threads).toHaveLength(5);
  const [id = ""] = made;
  await continueThread(world.core, ada, { threadId: id, instruction: "more" });
  const ofThread = await jobList(world.core, { threadId: id, limit: 1 });
  expect(ofThread.jobs).toMatchObject([{ type: "continue" }]);
  const [light] = ofThread.jobs;
  for (const text of ["instruction", "acceptance", "prompt", "metadata", "verify"])
    expect(light).not.toHaveProperty(text);
  const whole = await wholeJobList(world.core, { threadId: id, limit: 1 });
  expect(whole).toEqual({ ...ofThread, jobs: [await world.core.store.read.jobs.get(light?.id ?? "")] });
  const rest = await jobList(world.core, { threadId: id, limit: 1, after: ofThread.nextAfter ?? "" });
  expect(rest).toMatchObject({ jobs: [{ type: "implement" }], nextAfter: null });
  expect((await jobList(world.core, { limit: 50, status: "queued" })).jobs).toHaveLength(6);
  await expect(threadList(world.core, { limit: 5, project: "nope" })).rejects.toMatchObject({ code: "not_found" });
  await expect(jobList(world.core, { limit: 5, threadId: "nope" })).rejects.toMatchObject({ code: "not_found" });
});

test("archived threads are listed only when asked for; by ids in that order, what is missing left out", async () => {
  await using world = await openWorld();
  const { core } = world;
  const made: string[] = [];
  for (let index = 0; index < 4; index += 1) {
    const { thread } = await createThread(core, ada, { project: "demo", title: `Thread ${index}` });
    made.push(thread.id);
    world.advance(1_000);
  }
  const [first = "", second = "", third = "", fourth = ""] = made;
  await archiveThread(core, ada, { threadId: second });
  const listed = async (request: Partial<Parameters<typeof threadList>[1]>) =>
    (await threadList(core, { limit: 10, ...request })).threads.map(({ thread }) => thread.id);
  expect(await listed({})).toEqual([fourth, third, first]);
  expect(await listed({ search: "thread" })).toEqual([fourth, third, first]);
  expect(await listed({ status: "archived" })).toEqual([second]);
  expect(await listed({ statuses: ["archived", "open"] })).toEqual([fourth, third, second, first]);
  expect(await listed({ ids: [second, "thr_none", fourth, second] })).toEqual([second, fourth]);
  world.advance(1_000);
  await archiveThread(core, ada, { threadId: first });
  expect(await listed({ statuses: threadStatuses, sort: "updated" })).toEqual([first, second, fourth, third]);
});

test("pages in the order of changes go on where the last one ended; another order's cursor is refused", async () => {
  await using world = await openWorld();
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    ids.push((await createThread(world.core, ada, { project: "demo", title: "T" })).thread.id);
    if (index % 2 === 0) world.advance(1_000);
  }
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await threadList(world.core, { limit: 2, sort: "updated", after });
    seen.push(...page.threads.map(({ thread }) => thread.id));
    after = page.nextAfter ?? undefined;
  } while (after !== undefined);
  expect(seen).toEqual(ids.toReversed());
  const wrong = threadList(world.core, { limit: 2, sort: "updated", after: ids[0] });
  await expect(wrong).rejects.toMatchObject({ code: "invalid_input", details: { field: "after" } });
});

test("a row of the thread list holds none of the texts that may be long", async () => {
  await using world = await openWorld();
  const long = "x".repeat(50_000);
  const { thread, job } = await start(world, {
    instruction: `Fix it\n${long}`,
    acceptance: long,
    prompt: long,
    metadata: { long },
    verify: [long.slice(0, 10_000)],
  });
  const ids = { threadId: thread.id, jobId: job.id };
  await world.core.store.write((transaction) =>
    transaction.approvals.insert(approvalRow({ ...ids, runId: null, payload: { detail: long } })),
  );
  const { threads } = await threadList(world.core, { limit: 1 });
  expect(threads).toMatchObject([
    { latestJob: { id: job.id, status: "queued" }, pendingApprovals: [{ title: "Run npm publish" }] },
  ]);
  expect(JSON.stringify(threads).length).toBeLessThan(5_000);
});

test("threads of a project that left the configuration keep its name", async () => {
  await using world = await openWorld();
  await start(world);
  await syncProjects(world.core, []);
  expect((await threadList(world.core, { limit: 5 })).threads).toMatchObject([
    { project: "demo", waiting: { reason: { kind: "project_removed" } } },
  ]);
});

test("details hold all that hangs on a thread, a job, a run", async () => {
  await using world = await openWorld();
  const { thread, job } = await worked(world);
  expect(await threadDetail(world.core, thread.id)).toMatchObject({
    project: { name: "demo" },
    jobs: [{ id: job.id }],
    runs: [
      { run: { id: "run_0001" }, checkpoints: [{ number: 1 }, { number: 2 }] },
      { run: { id: "run_0002" }, stages: [{ name: "work" }] },
    ],
    worktrees: [{ id: "wt_0001" }],
    artifacts: [{ id: "art_0001" }],
    approvals: [{ id: "apr_0001" }],
    changes: { files: 3 },
  });
  expect(await jobDetail(world.core, job.id)).toMatchObject({ waiting: null, worktree: { id: "wt_0001" } });
  expect(await runDetail(world.core.store.read, "run_0002")).toMatchObject({
    worktree: { id: "wt_0001" },
    artifacts: [],
  });
  await expect(threadDetail(world.core, "thr_x")).rejects.toMatchObject({ code: "not_found" });
  await expect(jobDetail(world.core, "job_x")).rejects.toMatchObject({ code: "not_found" });
  await expect(runDetail(world.core.store.read, "run_x")).rejects.toMatchObject({ code: "not_found" });
});

test("the queue and the status tell what works, what waits and why", async () => {
  await using world = await openWorld();
  const { job } = await worked(world);
  await pauseQueue(world.core, ada, {});
  const { job: waiting } = await start(world);
  expect(await queueSnapshot(world.core)).toMatchObject({
    active: [{ id: job.id }],
    waiting: [{ jobId: waiting.id, position: 1, reason: { kind: "paused", project: null } }],
    pauses: [{ projectId: null }],
    lanes: { global: { used: 1, limit: 4 } },
  });
  const facts = { version: "1", startedAt: 1, dataDirectory: "/d", address: "a", sandbox: "none", problems: ["p"] };
  expect(await statusView(world.core, facts)).toMatchObject({
    ...facts,
    threads: { active: 2 },
    jobs: { running: 1, queued: 1 },
    active: [{ job: { id: job.id }, run: { id: "run_0002" } }],
    pendingApprovals: [{ id: "apr_0001" }],
  });
});

test("a snapshot's number is never ahead of its rows, whatever is committed while it is read", async () => {
  await using world = await openWorld();
  const { core } = world;
  for (let round = 0; round < 10; round += 1) await start(world);
  for (let round = 0; round < 20; round += 1) {
    const [snapshot] = await Promise.all([threadList(core, { limit: 1000 }), start(world)]);
    const shown = new Set(snapshot.threads.map(({ thread }) => thread.id));
    const told = (await core.store.read.events.after(0, {}, 1000)).filter((event) => event.seq <= snapshot.seq);
    const missing = told.filter((event) => event.type === "thread.created" && !shown.has(event.threadId ?? ""));
    expect(missing).toEqual([]);
  }
});

test("an id is meant by its end, in any case, when it is the only one", async () => {
  await using world = await openWorld();
  const { thread } = await start(world);
  const resolve = (fragment: string) => resolveId(world.core.store.read, "thread", fragment);
  expect(await resolve(thread.id)).toEqual({ id: thread.id });
  expect(await resolve(` ${thread.id.slice(-8).toUpperCase()} `)).toEqual({ id: thread.id });
  await expect(resolve(thread.id.slice(-3))).rejects.toMatchObject({ code: "invalid_input" });
  await expect(resolve("zzzzzzzz")).rejects.toMatchObject({ code: "not_found" });
  await expect(resolve("a%b__")).rejects.toMatchObject({ code: "invalid_input" });
  const ids = ["thr_a1234", "thr_b1234", "thr_c1234", "thr_d1234"];
  await world.core.store.write(async (transaction) => {
    for (const id of ids) await transaction.threads.insert({ ...thread, id });
  });
  const ambiguous = { code: "conflict", details: { candidates: ids.toReversed().slice(0, 3) } };
  await expect(resolve("1234")).rejects.toMatchObject(ambiguous);
});
