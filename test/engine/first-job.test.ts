import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../builders/git-repository.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

test("a job becomes a commit on its own branch, and a mailbox that gives the same tree", async () => {
  await using bed = await startTestBed({ project: { git: { author_name: "Ada", author_email: "ada@example.test" } } });
  const instruction = instruct("Add a greeting", {
    steps: [{ say: "working" }, { write: { path: "greeting.txt", content: "hello\n" } }],
  });
  const { job } = await bed.client.api.threads.start.mutate({
    project: "demo",
    title: "Add a greeting",
    instruction,
  });
  await bed.settled(job.id);
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(detail.job).toMatchObject({ status: "succeeded", attemptsUsed: 1 });
  const [{ run, stages, checkpoints }] = detail.runs as [(typeof detail.runs)[number]];
  expect(stages.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    "prepare ok",
    "brief ok",
    "work ok",
    "verify ok",
    "preflight ok",
    "publish ok",
  ]);
  expect(checkpoints).toHaveLength(1);
  expect(run.exitCause).toBe("exit 0");
  const mbox = detail.artifacts.find((artifact) => artifact.kind === "mbox");
  const response = await bed.client.download(mbox?.id ?? "");
  const clone = await mkdtemp(join(tmpdir(), "spool-clone-"));
  await git(tmpdir(), "clone", "--quiet", bed.repository, clone);
  const mailbox = join(bed.directory, "combined.mbox");
  await writeFile(mailbox, await response.text());
  await git(clone, "am", "--quiet", mailbox);
  expect(await readFile(join(clone, "greeting.txt"), "utf8")).toBe("hello\n");
  expect(await git(clone, "log", "-1", "--format=%an <%ae>%n%s")).toBe("Ada <ada@example.test>\nAdd a greeting");
  expect(await git(bed.repository, "branch", "--list", "spool/*")).toBe("");
  await rm(clone, { recursive: true });
});

test("a failed check is retried in a fresh worktree with its output in the brief, and the work goes on", async () => {
  await using bed = await startTestBed({
    files: { "check.sh": "#!/bin/sh\ngrep -q good answer.txt || { echo expected good; exit 3; }\n" },
  });
  const instruction = instruct("Give the answer", {
    cases: [
      { when: { attempt: 1 }, steps: [{ write: { path: "answer.txt", content: "bad\n" } }] },
      {
        when: { instruction: "expected good" },
        steps: [{ edit: { path: "answer.txt", find: "bad", replace: "good" } }],
      },
    ],
  });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, verify: ["./check.sh"] });
  await bed.settled(job.id);
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(detail.job).toMatchObject({ status: "succeeded", attemptsUsed: 2 });
  expect(detail.runs.map(({ run }) => [run.attempt, run.status, run.verification])).toEqual([
    [1, "failed", "failed"],
    [2, "succeeded", "passed"],
  ]);
  expect(new Set(detail.runs.map(({ run }) => run.worktreeId)).size).toBe(2);
  expect(detail.runs[0]?.run.failureReason).toBe("./check.sh failed with exit code 3: expected good");
  const changes = await bed.client.api.threads.changes.query({ threadId: job.threadId });
  expect(changes.files.map(({ path, status }) => `${status} ${path}`)).toEqual(["added answer.txt"]);
});

test("a check that never passes ends the job as failed, its work kept in a checkpoint", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Try", { steps: [{ write: { path: "a.txt", content: "a\n" } }] });
  const start = { project: "demo", instruction, verify: ["false"], retryLimit: 1 };
  const { job } = await bed.client.api.threads.start.mutate(start);
  await bed.settled(job.id);
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(detail.job).toMatchObject({ status: "failed", attemptsUsed: 2, reason: "false failed with exit code 1" });
  expect(detail.thread.status).toBe("blocked");
  expect(detail.thread.continueFrom).toBe(detail.runs[0]?.checkpoints.at(-1)?.commit);
});

test("a following job goes on from the thread's branch; a read-only one leaves no change", async () => {
  await using bed = await startTestBed();
  const write = (path: string) => instruct(`Write ${path}`, { steps: [{ write: { path, content: `${path}\n` } }] });
  const first = await bed.client.api.threads.start.mutate({ project: "demo", instruction: write("one.txt") });
  await bed.settled(first.job.id);
  const { threadId } = first.job;
  const second = await bed.client.api.threads.continue.mutate({ threadId, instruction: write("two.txt") });
  await bed.settled(second.job.id);
  const review = { threadId, jobType: "review", instruction: write("three.txt") };
  const third = await bed.client.api.threads.continue.mutate(review);
  await bed.settled(third.job.id);
  const { thread, jobs } = await bed.client.api.threads.get.query({ threadId });
  expect(jobs.map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
  expect(thread.status).toBe("idle");
  const changes = await bed.client.api.threads.changes.query({ threadId });
  expect(changes.files.map(({ path }) => path)).toEqual(["one.txt", "two.txt"]);
});

test("publish: branch pushes the branch to the remote, once", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Push me", { steps: [{ write: { path: "pushed.txt", content: "x\n" } }] });
  const { job, thread } = await bed.client.api.threads.start.mutate({
    project: "demo",
    instruction,
    publish: "branch",
  });
  await bed.settled(job.id);
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(detail.job, detail.job.reason ?? "").toMatchObject({ status: "succeeded" });
  expect(await git(bed.repository, "show", `${thread.branch}:pushed.txt`)).toBe("x");
  const events = await bed.events({ threadId: thread.id });
  expect(events.filter(({ type }) => type === "outbox.done")).toHaveLength(1);
});
