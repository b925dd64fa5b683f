import { expect, test } from "vitest";
import { cancelJob, retryJob } from "../../runner/core/commands/jobs.ts";
import { queueKeptMessages } from "../../runner/core/commands/kept-messages.ts";
import { syncProjects } from "../../runner/core/commands/projects.ts";
import { archiveThread, unarchiveThread } from "../../runner/core/commands/archive-thread.ts";
import { continueThread, createThread, sendMessage, startThread } from "../../runner/core/commands/threads.ts";
import { openWorld, operatorCaller, profile, projectSettings } from "../builders/core.ts";
import { ada, eventTypes, force, start } from "./support/work.ts";

test("starting makes a thread on its own branch with a job from the job type, and says so in the log", async () => {
  await using world = await openWorld();
  const before = await world.core.store.read.events.lastSeq();
  const { project, thread, job } = await start(world, { labels: ["bug"], maxTurns: 5, verify: ["npm test"] });
  expect(project.id).toBe("prj_demo");
  expect(thread).toMatchObject({ title: "Fix the login page", baseBranch: "main", status: "active", labels: ["bug"] });
  expect(thread.branch).toMatch(/^spool\/fix-the-login-page-[0-9a-z]{6}$/);
  // What the caller itself brings to be checked is not excused by the base.
  const own = { maxTurns: 5, verify: [{ name: "npm test" }], baseline: false };
  expect(job).toMatchObject({ ...profile, ...own, status: "queued" });
  expect(await eventTypes(world, before)).toEqual(["thread.created", "job.created", "thread.status"]);
});

const refusals: [string, object, object][] = [
  ["an unknown project", { project: "nope" }, { code: "not_found", hint: "configured projects: demo" }],
  ["an unknown job type", { jobType: "dance" }, { code: "invalid_input", details: { field: "jobType" } }],
  ["an unknown agent", { agent: "hal" }, { code: "invalid_input", details: { field: "agent" } }],
  ["an unknown dependency", { dependsOn: ["thr_nope"] }, { code: "not_found" }],
  ["an empty instruction", { instruction: " \n" }, { code: "invalid_input", details: { field: "instruction" } }],
];
for (const [name, change, expected] of refusals) {
  test(`${name} is refused and leaves no trace`, async () => {
    await using world = await openWorld();
    const before = await world.core.store.read.events.lastSeq();
    await expect(start(world, change)).rejects.toMatchObject(expected);
    expect(await world.core.store.read.threads.counts()).toEqual({});
    expect(await eventTypes(world, before)).toEqual([]);
  });
}

test("a job type changed later does not change a job that was asked for before", async () => {
  await using world = await openWorld();
  const { job } = await start(world);
  const implement = { ...profile, retryLimit: 9 };
  await syncProjects(world.core, [projectSettings({ jobTypes: { implement } })]);
  expect(await world.core.store.read.jobs.get(job.id)).toMatchObject({ retryLimit: profile.retryLimit });
  expect((await start(world)).job.retryLimit).toBe(9);
});

test("projects are synchronised once: the same again says nothing, whatever the order of its keys", async () => {
  await using world = await openWorld();
  const before = await world.core.store.read.events.lastSeq();
  const { jobTypes, worktrees, ...rest } = projectSettings();
  const reversed = Object.fromEntries(Object.entries(profile).toReversed()) as typeof profile;
  const turned = Object.fromEntries(Object.entries(worktrees).toReversed()) as typeof worktrees;
  await syncProjects(world.core, [{ jobTypes: { ...jobTypes, implement: reversed }, worktrees: turned, ...rest }]);
  expect(await eventTypes(world, before)).toEqual([]);
  await syncProjects(world.core, [projectSettings({ maxJobs: 2 })]);
  await syncProjects(world.core, []);
  await syncProjects(world.core, [projectSettings()]);
  expect(await eventTypes(world, before)).toEqual(["project.updated", "project.removed", "project.added"]);
});

test("a key repeats the first answer and makes nothing; for another request it is a conflict; keys are each caller's own", async () => {
  await using world = await openWorld();
  const first = await start(world, {}, "k1");
  expect(await start(world, {}, "k1")).toEqual(first);
  await expect(start(world, { priority: 1 }, "k1")).rejects.toMatchObject({ code: "conflict" });
  const bob = { ...operatorCaller("k1"), id: "tok_bob", name: "bob" };
  const other = await startThread(world.core, bob, { project: "demo", instruction: "Fix the login page" });
  expect(other.thread.id).not.toBe(first.thread.id);
  // Two names and keys that read the same when put together are still two.
  await createThread(world.core, { ...ada, id: "a", idempotencyKey: "b:c" }, { project: "demo", title: "x" });
  const twin = await createThread(
    world.core,
    { ...ada, id: "a:b", idempotencyKey: "c" },
    { project: "demo", title: "x" },
  );
  expect(await world.core.store.read.threads.counts()).toEqual({ active: 2, open: 2 });
  expect(twin.thread.status).toBe("open");
});

test("a command that failed did nothing, so its key may be used again", async () => {
  await using world = await openWorld();
  await expect(start(world, { project: "nope" }, "k1")).rejects.toMatchObject({ code: "not_found" });
  expect((await start(world, {}, "k1")).thread.status).toBe("active");
});

test("a message goes to the agent at work, and becomes the next job when none is", async () => {
  await using world = await openWorld();
  const { thread, job } = await start(world);
  const queued = await sendMessage(world.core, ada, { threadId: thread.id, text: "and the logout page" });
  expect(queued).toMatchObject({ message: { state: "queued" }, job: { type: "continue", status: "queued" } });
  await force(world, job.id, "preparing", "running");
  const kept = await sendMessage(world.core, ada, { threadId: thread.id, text: "stop at the header" });
  expect(kept).toMatchObject({ message: { state: "kept" }, job: null });
  expect(await world.core.store.read.messages.kept(thread.id)).toHaveLength(1);
});

test("a message that waits for a job's next run becomes a job when that job is cancelled before", async () => {
  await using world = await openWorld();
  const { thread, job } = await start(world);
  await force(world, job.id, "preparing", "running");
  await sendMessage(world.core, ada, { threadId: thread.id, text: "stop at the header" });
  await force(world, job.id, "retry_queued");
  await cancelJob(world.core, ada, { jobId: job.id });
  expect(await world.core.store.read.messages.kept(thread.id)).toEqual([]);
  const jobs = await world.core.store.read.jobs.forThread(thread.id);
  expect(jobs.map(({ status, instruction }) => [status, instruction])).toEqual([
    ["cancelled", "Fix the login page"],
    ["queued", "stop at the header"],
  ]);
});

test("a message that cannot become a job is kept, and that is seen", async () => {
  await using world = await openWorld();
  const { thread, job } = await start(world);
  await force(world, job.id, "preparing", "running");
  await sendMessage(world.core, ada, { threadId: thread.id, text: "stop at the header" });
  await force(world, job.id, "succeeded");
  world.limits.agents.delete("claude");
  const before = await world.core.store.read.events.lastSeq();
  const request = { threadId: thread.id, caller: ada, now: world.core.clock.now() };
  await world.core.store.write((transaction) => queueKeptMessages(world.core, transaction, request));
  expect(await eventTypes(world, before)).toEqual(["warning"]);
  expect(await world.core.store.read.messages.kept(thread.id)).toHaveLength(1);
  expect(await world.core.store.read.jobs.forThread(thread.id)).toHaveLength(1);
});

test("a thread goes on as its newest writing job did where the project has no job type for that", async () => {
  const fix = { ...profile, agent: "codex", publish: "patch" as const };
  const review = { ...profile, writeMode: "read_only" as const, publish: "none" as const };
  await using world = await openWorld({ projects: [projectSettings({ jobTypes: { fix, review } })] });
  const { thread } = await start(world, { jobType: "fix" });
  await continueThread(world.core, ada, { threadId: thread.id, instruction: "look", jobType: "review" });
  const { job } = await continueThread(world.core, ada, { threadId: thread.id, instruction: "more" });
  expect(job).toMatchObject({ type: "continue", agent: "codex", writeMode: "workspace_write", publish: "patch" });
  const empty = await createThread(world.core, ada, { project: "demo", title: "Notes" });
  const nothing = continueThread(world.core, ada, { threadId: empty.thread.id, instruction: "more" });
  await expect(nothing).rejects.toMatchObject({ code: "invalid_input", details: { field: "jobType" } });
});

test("a message to a thread that is put away is refused and not kept", async () => {
  await using world = await openWorld();
  const { thread } = await createThread(world.core, ada, { project: "demo", title: "Notes" });
  await archiveThread(world.core, ada, { threadId: thread.id });
  const sending = sendMessage(world.core, ada, { threadId: thread.id, text: "hello" });
  await expect(sending).rejects.toMatchObject({ code: "conflict" });
  expect(await world.core.store.read.messages.forThread(thread.id)).toEqual([]);
});

test("a thread is put away when nothing of it works or waits, and takes no more jobs then", async () => {
  await using world = await openWorld();
  const { thread, job } = await start(world);
  const { threadId } = { threadId: thread.id };
  await expect(archiveThread(world.core, ada, { threadId })).rejects.toMatchObject({ code: "conflict" });
  await cancelJob(world.core, ada, { jobId: job.id });
  expect((await archiveThread(world.core, ada, { threadId })).thread.status).toBe("archived");
  expect((await archiveThread(world.core, ada, { threadId })).thread.status).toBe("archived");
  const more = continueThread(world.core, ada, { threadId, instruction: "more" });
  await expect(more).rejects.toMatchObject({ code: "conflict" });
  await expect(retryJob(world.core, ada, { jobId: job.id })).rejects.toMatchObject({ code: "conflict" });
});

test("a thread is taken back with the status its jobs give it, and takes new ones", async () => {
  await using world = await openWorld();
  const { thread, job } = await start(world);
  const { threadId } = { threadId: thread.id };
  await cancelJob(world.core, ada, { jobId: job.id });
  await archiveThread(world.core, ada, { threadId });
  const before = await world.core.store.read.events.lastSeq();
  const taken = (await unarchiveThread(world.core, ada, { threadId })).thread;
  expect(taken).toMatchObject({ status: "idle", archivedAt: null });
  expect((await unarchiveThread(world.core, ada, { threadId })).thread).toEqual(taken);
  expect(await eventTypes(world, before)).toEqual(["thread.unarchived", "thread.status"]);
  await continueThread(world.core, ada, { threadId, instruction: "more" });
  await expect(unarchiveThread(world.core, ada, { threadId: "thr_x" })).rejects.toMatchObject({ code: "not_found" });
});
