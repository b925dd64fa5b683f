import { constants, existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { git, makeRepository } from "../builders/git-repository.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { until } from "./until.ts";

const write = (name: string) => instruct(`Write ${name}`, { steps: [{ write: { path: name, content: "x\n" } }] });

async function bedWithReflog(): Promise<TestBed & { away(): Promise<void>; back(): Promise<void> }> {
  const bed = await startTestBed({
    runtime: { retry_base_seconds: 0.15 },
    before: async (repository) => void (await git(repository, "config", "core.logAllRefUpdates", "always")),
  });
  const hidden = join(bed.directory, "hidden");
  return Object.assign(bed, {
    away: () => rename(bed.repository, hidden),
    back: () => rename(hidden, bed.repository),
  });
}

async function pushes(bed: TestBed, branch: string): Promise<number> {
  const log = await readFile(join(bed.repository, ".git/logs/refs/heads", branch), "utf8");
  return log.trim().split("\n").length;
}

test("while the remote is away, a run works from what was fetched last and says so; its push is made once, when it is back", async () => {
  await using bed = await bedWithReflog();
  const { api } = bed.client;
  const first = await api.threads.start.mutate({ project: "demo", instruction: write("first.txt") });
  await bed.settled(first.job.id);
  await bed.away();
  const start = { project: "demo", instruction: write("second.txt"), publish: "branch" as const };
  const { job, thread } = await api.threads.start.mutate(start);
  await bed.event((event) => event.type === "outbox.failed" && event.jobId === job.id);
  await bed.back();
  expect(await bed.settled(job.id)).toBe("succeeded");
  expect(await git(bed.repository, "show", `${thread.branch}:second.txt`)).toBe("x");
  expect(await pushes(bed, thread.branch)).toBe(1);
  const events = await bed.events({ threadId: thread.id });
  expect(events.some((event) => event.type === "warning" && event.data.code === "remote")).toBe(true);
  expect(events.filter(({ type }) => type === "outbox.done")).toHaveLength(1);
  expect(events.filter(({ type }) => type === "outbox.requested")).toHaveLength(1);
});

test("the commit that was asked for is pushed, also when its branch was moved meanwhile, and that is told", async () => {
  await using bed = await bedWithReflog();
  const { api } = bed.client;
  const steps = [{ write: { path: "pushed.txt", content: "x\n" } }, { sleep: 300 }];
  const start = { project: "demo", instruction: instruct("Push", { steps }), publish: "branch" as const };
  const { job, thread } = await api.threads.start.mutate(start);
  await bed.event((event) => event.type === "stage.started" && event.data.stage === "work" && event.jobId === job.id);
  await bed.away();
  await bed.event((event) => event.type === "outbox.failed" && event.jobId === job.id);
  const mirror = join(bed.directory, "data/repositories/demo/repository.git");
  await git(mirror, "update-ref", `refs/heads/${thread.branch}`, `refs/heads/${thread.branch}~1`);
  await bed.back();
  expect(await bed.settled(job.id)).toBe("succeeded");
  expect(await git(bed.repository, "show", `${thread.branch}:pushed.txt`)).toBe("x");
  const done = await bed.event((event) => event.type === "outbox.done");
  expect(done.type === "outbox.done" && done.data.detail).toContain("was moved since");
});

test("a remote that stays away blocks the job; a retry when it is back pushes once", async () => {
  await using bed = await bedWithReflog();
  const { api } = bed.client;
  const steps = [{ write: { path: "pushed.txt", content: "x\n" } }, { sleep: 300 }];
  const start = { project: "demo", instruction: instruct("Push", { steps }), publish: "branch" as const };
  const { job, thread } = await api.threads.start.mutate(start);
  await bed.event((event) => event.type === "stage.started" && event.data.stage === "work" && event.jobId === job.id);
  await bed.away();
  expect(await bed.settled(job.id)).toBe("blocked");
  const before = await api.jobs.get.query({ jobId: job.id });
  expect(before.job.reason).toContain("pushing");
  await bed.back();
  await api.jobs.retry.mutate({ jobId: job.id });
  await bed.event((event) => event.type === "job.status" && event.jobId === job.id && event.data.to === "succeeded");
  expect(await git(bed.repository, "show", `${thread.branch}:pushed.txt`)).toBe("x");
  expect(await pushes(bed, thread.branch)).toBe(1);
}, 60_000);

test("cancelled while its push waits for the remote, a job has nothing pushed when the remote is back", async () => {
  await using bed = await bedWithReflog();
  const { api } = bed.client;
  const steps = [{ write: { path: "pushed.txt", content: "x\n" } }, { sleep: 300 }];
  const start = { project: "demo", instruction: instruct("Push", { steps }), publish: "branch" as const };
  const { job, thread } = await api.threads.start.mutate(start);
  await bed.event((event) => event.type === "stage.started" && event.data.stage === "work" && event.jobId === job.id);
  await bed.away();
  await bed.event((event) => event.type === "outbox.failed" && event.jobId === job.id);
  await api.queue.pause.mutate({});
  await api.jobs.cancel.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("cancelled");
  const told = (await bed.events({ threadId: thread.id })).map(({ type }) => type);
  expect(told.filter((type) => type === "outbox.withdrawn")).toHaveLength(1);
  await bed.back();
  await api.queue.resume.mutate({});
  const other = await api.threads.start.mutate({ ...start, instruction: write("other.txt") });
  expect(await bed.settled(other.job.id)).toBe("succeeded");
  expect(await git(bed.repository, "branch", "--list", thread.branch)).toBe("");
  await api.jobs.retry.mutate({ jobId: job.id });
  await bed.event((event) => event.type === "job.status" && event.jobId === job.id && event.data.to === "succeeded");
  expect(await pushes(bed, thread.branch)).toBe(1);
}, 60_000);

/** Makes the remote wait with each push until the file `go` is there, and then answer with `status`. */
async function holdPushes(bed: TestBed, status: number): Promise<{ begun: string; go: string }> {
  const [begun, go] = [join(bed.directory, "begun"), join(bed.directory, "go")];
  const hook = join(bed.repository, ".git/hooks/pre-receive");
  const wait = `#!/bin/sh\ntouch ${begun}\nwhile [ ! -e ${go} ]; do sleep 0.02; done\n`;
  await mkdir(dirname(hook), { recursive: true });
  await writeFile(hook, `${wait}exit ${status}\n`, { mode: 0o755 });
  return { begun, go };
}

test("a remote that does not answer a push does not keep the runner from stopping; the next one makes the push", async () => {
  await using bed = await bedWithReflog();
  const { begun, go } = await holdPushes(bed, 0);
  const start = { project: "demo", instruction: write("pushed.txt"), publish: "branch" as const };
  const { job, thread } = await bed.client.api.threads.start.mutate(start);
  await until("the push has begun", () => existsSync(begun));
  await bed.restart(() => rm(begun));
  await until("the push has begun again", () => existsSync(begun));
  await writeFile(go, "");
  expect(await bed.settled(job.id)).toBe("succeeded");
  expect(await pushes(bed, thread.branch)).toBe(1);
  const events = await bed.events({ threadId: thread.id });
  const told = events.filter(({ type }) => type.startsWith("outbox.")).map(({ type }) => type);
  expect(told).toEqual(["outbox.requested", "outbox.done"]);
});

test("a push that hangs holds up the next one of its project, and none of another", async () => {
  await using bed = await startTestBed({
    before: async (repository) =>
      void (await makeRepository(join(dirname(repository), "other"), { "README.md": "other\n" })),
    moreProjects: (directory) => [{ name: "other", repo: join(directory, "other"), worktrees: { pool: 0 } }],
  });
  const { api } = bed.client;
  const { begun, go } = await holdPushes(bed, 0);
  const start = (project: string, name: string) =>
    api.threads.start.mutate({ project, instruction: write(name), agent: "script", publish: "branch" });
  const first = await start("demo", "first.txt");
  await until("the push has begun", () => existsSync(begun));
  const second = await start("demo", "second.txt");
  await bed.event((event) => event.type === "outbox.requested" && event.jobId === second.job.id);
  const other = await start("other", "other.txt");
  expect(await bed.settled(other.job.id)).toBe("succeeded");
  await writeFile(go, "");
  expect(await bed.settled(first.job.id)).toBe("succeeded");
  expect(await bed.settled(second.job.id)).toBe("succeeded");
  const made = (await bed.events()).filter(({ type }) => type === "outbox.done");
  expect(made.map(({ jobId }) => jobId)).toEqual([other.job.id, first.job.id, second.job.id]);
});

for (const [how, told] of [
  ["accepts", { type: "outbox.done" }],
  ["refuses", { type: "outbox.failed", data: { retryAt: null } }],
] as const) {
  test(`a push that had begun when its job was cancelled is told as the remote ${how} it, and not tried again`, async () => {
    await using bed = await bedWithReflog();
    const { api } = bed.client;
    const { begun, go } = await holdPushes(bed, how === "accepts" ? 0 : 1);
    const start = { project: "demo", instruction: write("pushed.txt"), publish: "branch" as const };
    const { job, thread } = await api.threads.start.mutate(start);
    await until("the push has begun", () => existsSync(begun));
    await api.jobs.cancel.mutate({ jobId: job.id });
    expect(await bed.settled(job.id)).toBe("cancelled");
    await writeFile(go, "");
    const end = await bed.event(({ type }) => type === "outbox.done" || type === "outbox.failed");
    expect(end).toMatchObject({ ...told, jobId: job.id });
    const branches = await git(bed.repository, "branch", "--list", thread.branch);
    expect(branches !== "").toBe(how === "accepts");
    const events = await bed.events({ threadId: thread.id });
    expect(events.filter(({ type }) => type === "outbox.withdrawn")).toEqual([]);
  });
}

test("a remote that is away at the first fetch of all ends the run with its reason; a retry makes the mirror", async () => {
  await using bed = await bedWithReflog();
  await bed.away();
  const { api } = bed.client;
  const { job } = await api.threads.start.mutate({ project: "demo", instruction: write("late.txt") });
  expect(["blocked", "failed"]).toContain(await bed.settled(job.id));
  await bed.back();
  await api.jobs.retry.mutate({ jobId: job.id });
  await bed.event((event) => event.type === "job.status" && event.jobId === job.id && event.data.to === "succeeded");
});

test("a job is cancelled at once while its fetch waits for a remote that does not answer; the next one fetches", async () => {
  await using bed = await bedWithReflog();
  const { api } = bed.client;
  const first = await api.threads.start.mutate({ project: "demo", instruction: write("first.txt") });
  await bed.settled(first.job.id);
  // Where git looks for refs, it waits for a writer.
  const refs = join(bed.repository, ".git/packed-refs");
  await rm(refs, { force: true });
  await execa("mkfifo", [refs]);
  const { job } = await api.threads.start.mutate({ project: "demo", instruction: write("second.txt") });
  const writer = await until("the fetch waits", () =>
    // Fails as long as nobody reads.
    open(refs, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined),
  );
  await api.jobs.cancel.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("cancelled");
  await writer.close();
  await rm(refs);
  const { runs } = await api.jobs.get.query({ jobId: job.id });
  expect(runs.map(({ run }) => run.status)).toEqual(["cancelled"]);
  const third = await api.threads.start.mutate({ project: "demo", instruction: write("third.txt") });
  expect(await bed.settled(third.job.id)).toBe("succeeded");
});
