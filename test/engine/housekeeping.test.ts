import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { git, makeRepository } from "../builders/git-repository.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

const quick = instruct("Quick", { steps: [{ write: { path: "a.txt", content: "a\n" } }] });

async function spares(bed: TestBed): Promise<string[]> {
  const { worktrees } = await bed.client.api.worktrees.list.query({ project: "demo" });
  return worktrees.filter(({ state }) => state === "ready").map(({ id }) => id);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("did not come true within 20 s");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a spare has its setup run and its files copied; a run claims it and another is made", async () => {
  await using bed = await startTestBed({
    files: { ".gitignore": "node_modules\n.env\n", "README.md": "x\n" },
    project: {
      copy: [".env"],
      setup: ["mkdir node_modules && cp .env node_modules/seen"],
      worktrees: { pool: 1 },
      job_types: { implement: { agent: "script", verify: ["test -f node_modules/seen"] } },
    },
    before: (repository) => writeFile(join(repository, ".env"), "SECRET=1\n"),
  });
  await until(async () => (await spares(bed)).length === 1);
  const [spare] = await spares(bed);
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: quick });
  expect(await bed.settled(job.id)).toBe("succeeded");
  const ready = (await bed.events({ threadId: job.threadId })).find(({ type }) => type === "worktree.ready");
  expect(ready).toMatchObject({ data: { worktreeId: spare, warm: true } });
  const changes = await bed.client.api.threads.changes.query({ threadId: job.threadId });
  expect(changes.files.map(({ path }) => path)).toEqual(["a.txt"]);
  await until(async () => (await spares(bed)).length === 1);
  expect(await spares(bed)).not.toEqual([spare]);
});

test("a spare of an old base is brought up to date before it is used", async () => {
  await using bed = await startTestBed({ project: { worktrees: { pool: 1 } } });
  await until(async () => (await spares(bed)).length === 1);
  await writeFile(join(bed.repository, "newer.txt"), "newer\n");
  await git(bed.repository, "add", "--all");
  await git(bed.repository, "commit", "--quiet", "--message=newer");
  const start = { project: "demo", instruction: quick, verify: ["test -f newer.txt"] };
  const { job } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("succeeded");
});

test("a failing setup fails the run with the command's own words, and the job when it is not cured", async () => {
  await using bed = await startTestBed({ project: { setup: ["echo no such tool >&2; exit 4"] } });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: quick, retryLimit: 0 });
  expect(await bed.settled(job.id)).toBe("failed");
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(detail.job.reason).toContain("failed with exit code 4: no such tool");
  expect(detail.runs[0]?.run.failureClass).toBe("setup_failed");
});

test("hooks run around the agent's work, and before a worktree is removed", async () => {
  await using bed = await startTestBed({
    project: {
      hooks: {
        before_run: ["echo before >> $HOOKS"],
        after_run: ["cat a.txt >> $HOOKS"],
        before_remove: ["echo removed >> $HOOKS"],
      },
    },
    runtime: { pass_environment: ["HOOKS"] },
    inherited: (directory) => ({ HOOKS: join(directory, "hooks.txt") }),
  });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: quick });
  expect(await bed.settled(job.id)).toBe("succeeded");
  await bed.client.api.worktrees.prune.mutate({ dryRun: false, all: true });
  expect(await readFile(join(bed.directory, "hooks.txt"), "utf8")).toBe("before\na\nremoved\n");
});

test("worktrees go when their time has come; pinned ones stay, and the work can still be seen", async () => {
  await using bed = await startTestBed({
    project: { worktrees: { pool: 0, retain_on_success_minutes: 60, retain_on_failure_hours: 1 } },
  });
  const first = await bed.client.api.threads.start.mutate({ project: "demo", instruction: quick });
  const second = await bed.client.api.threads.start.mutate({ project: "demo", instruction: quick });
  await bed.settled(first.job.id);
  await bed.settled(second.job.id);
  const listed = await bed.client.api.worktrees.list.query({ project: "demo" });
  const pinned = listed.worktrees.find(({ threadId }) => threadId === first.thread.id);
  await bed.client.api.worktrees.pin.mutate({ worktreeId: pinned?.id ?? "", pinned: true });
  expect((await bed.client.api.worktrees.prune.mutate({ dryRun: false, all: false })).removed).toEqual([]);
  const preview = await bed.client.api.worktrees.prune.mutate({ dryRun: true, all: true });
  expect(preview.removed.map(({ threadId }) => threadId)).toEqual([second.thread.id]);
  expect(preview.removed.every(({ path }) => existsSync(path))).toBe(true);
  const pruned = await bed.client.api.worktrees.prune.mutate({ dryRun: false, all: true });
  expect(pruned.removed.some(({ path }) => existsSync(path))).toBe(false);
  expect(existsSync(pinned?.path ?? "")).toBe(true);
  const changes = await bed.client.api.threads.changes.query({ threadId: second.thread.id });
  expect(changes.files.map(({ path }) => path)).toEqual(["a.txt"]);
});

test("a worktree whose project left the configuration stays, and prune does not say otherwise", async () => {
  await using bed = await startTestBed();
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: quick });
  await bed.settled(job.id);
  await bed.runner.reload({ ...bed.config, projects: [] });
  const pruned = await bed.client.api.worktrees.prune.mutate({ dryRun: false, all: true });
  expect(pruned).toMatchObject({ removed: [], kept: 1 });
  const { worktrees } = await bed.client.api.worktrees.list.query({ threadId: job.threadId });
  expect(worktrees.map(({ state, path }) => [state, existsSync(path)])).toEqual([["retained", true]]);
});

test("answers that are kept for repeated commands go after a week", async () => {
  let shift = 0;
  await using bed = await startTestBed({ clock: { now: () => Date.now() + shift } });
  const database = new Database(join(bed.directory, "data", "spool.db"), { readonly: true });
  const keys = () => database.prepare("SELECT key FROM receipts").all().length;
  const start = (idempotencyKey: string) =>
    bed.client.api.threads.start.mutate({ project: "demo", instruction: quick, idempotencyKey });
  const first = await start("one");
  await bed.settled(first.job.id);
  expect((await start("one")).job.id).toBe(first.job.id);
  shift = 8 * 86_400_000;
  const later = await start("two");
  await bed.settled(later.job.id);
  await until(async () => keys() === 1);
  expect((await start("two")).job.id).toBe(later.job.id);
  database.close();
});

test("a directory that nobody knows is shown as orphaned after a restart, and goes with the next prune", async () => {
  await using bed = await startTestBed();
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: quick });
  await bed.settled(job.id);
  const stray = join(bed.directory, "data/worktrees/demo/stray");
  await mkdir(stray);
  await writeFile(join(stray, "work.txt"), "whose?\n");
  await bed.restart();
  const orphan = async () =>
    (await bed.client.api.worktrees.list.query({ project: "demo" })).worktrees.find(
      ({ state }) => state === "orphaned",
    );
  await until(async () => (await orphan()) !== undefined);
  expect((await orphan())?.path).toBe(stray);
  await bed.client.api.worktrees.prune.mutate({ dryRun: false, all: true });
  expect(existsSync(stray)).toBe(false);
});

test("a base branch that is not there blocks the job and says what there is", async () => {
  await using bed = await startTestBed();
  const start = { project: "demo", instruction: quick, baseBranch: "mian" };
  const { job } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("blocked");
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(detail.job.reason).toMatch(/no branch "mian".*main/);
});

test("a spare whose setup fails is not made again in each round, is told of once, and made when the setup is another", async () => {
  const logged: string[] = [];
  await using bed = await startTestBed({
    runtime: { retry_base_seconds: 600, pass_environment: ["TRIES"] },
    project: { setup: ["date +%N | tee -a $TRIES >&2; exit 3"], worktrees: { pool: 2 } },
    inherited: (directory) => ({ TRIES: join(directory, "tries") }),
    before: async (repository) => void (await makeRepository(join(repository, "../zoo"), { "README.md": "zoo\n" })),
    // By its name the last one in each round.
    moreProjects: (directory) => [{ name: "zoo", repo: join(directory, "zoo"), worktrees: { pool: 1 } }],
    onLog: (line) => logged.push(line),
  });
  const ready = async (project: string) => {
    const { worktrees } = await bed.client.api.worktrees.list.query({ project });
    return worktrees.filter(({ state }) => state === "ready").map(({ id }) => id);
  };
  /** A run takes the spare; with the new one a whole round has passed. */
  const round = async () => {
    await until(async () => (await ready("zoo")).length === 1);
    const [before] = await ready("zoo");
    const start = { project: "zoo", instruction: quick, agent: "script", publish: "none" as const };
    const { job } = await bed.client.api.threads.start.mutate(start);
    expect(await bed.settled(job.id)).toBe("succeeded");
    await until(async () => (await ready("zoo")).some((id) => id !== before));
  };
  const problems = async () => (await bed.client.api.status.query()).problems.filter((text) => text.includes("spare"));
  await round();
  await round();
  expect((await readFile(join(bed.directory, "tries"), "utf8")).trim().split("\n")).toHaveLength(1);
  expect(logged.filter((line) => line.includes("warm pool of demo"))).toHaveLength(1);
  expect(await problems()).toEqual([expect.stringContaining("no spare worktree of demo can be made")]);
  const projects = bed.config.projects.map((project) =>
    project.name === "demo" ? { ...project, hooks: { ...project.hooks, afterCreate: [] } } : project,
  );
  await bed.runner.reload({ ...bed.config, projects });
  await round();
  expect(await ready("demo")).toHaveLength(2);
  expect(await problems()).toEqual([]);
}, 60_000);
