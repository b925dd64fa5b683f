import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { askForPlan, samplePlan } from "../builders/approvals.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { git } from "../builders/git-repository.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";

/** Made up, and in parts: this repository holds none in one piece. */
const secret = ["ghp", "16C7e42F292c6912E7710c838347Ae178B4a"].join("_");

async function work(bed: TestBed, steps: ScenarioStep[], more: object = {}) {
  const instruction = instruct("Change it", { steps });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, ...more });
  await bed.settled(job.id);
  return bed.client.api.jobs.get.query({ jobId: job.id });
}

async function preflights(bed: TestBed) {
  return (await bed.events()).flatMap((event) => (event.type === "preflight.done" ? [event.data] : []));
}

test("work that is clean is looked at whole and published", async () => {
  await using bed = await startTestBed();
  const detail = await work(bed, [{ write: { path: "a.txt", content: "hello\n" } }]);
  expect(detail.job.status, detail.job.reason ?? "").toBe("succeeded");
  const [told] = await preflights(bed);
  expect(told).toMatchObject({ ok: true, unable: null, commits: 1, files: 1, found: 0, findings: [] });
  // What was checked is what was published.
  expect(told?.commit).toBe(detail.thread.headCommit);
});

test("a secret in an earlier commit of the agent blocks: nothing is pushed, no patch is there, nothing quotes it", async () => {
  await using bed = await startTestBed();
  const detail = await work(
    bed,
    [
      {
        // In parts here, too: the instruction is part of the commit's message.
        run: `echo "key: ghp"_${secret.slice(4)} > key.txt && git add . && git commit -qm one && git rm -q key.txt && git commit -qm two`,
      },
      { write: { path: "a.txt", content: "hello\n" } },
    ],
    { publish: "branch" },
  );
  expect(detail.job).toMatchObject({ status: "blocked", attemptsUsed: 1 });
  expect(detail.job.reason).toMatch(/^not published: a secret \(github_token\) in key\.txt:1 of commit [0-9a-f]{10}$/);
  expect(detail.runs[0]?.run.failureClass).toBe("preflight.secret");
  expect(detail.thread.headCommit).toBeNull();
  expect(await git(bed.repository, "branch", "--list", "spool/*")).toBe("");
  expect(detail.artifacts.map(({ kind }) => kind).toSorted()).toEqual(["agent_stderr", "agent_stdout", "preflight"]);
  const [told] = await preflights(bed);
  expect(told).toMatchObject({
    ok: false,
    commits: 3,
    found: 1,
    findings: [{ rule: "secret", preview: "ghp_…", line: 1 }],
  });
  const report = await bed.client.download(detail.artifacts.find(({ kind }) => kind === "preflight")?.id ?? "");
  for (const text of [await report.text(), JSON.stringify(await preflights(bed)), JSON.stringify(detail.runs)]) {
    expect(text).not.toContain(secret.slice(6, 20));
  }
});

test("what the agent can put right goes back to it with the files' names, and the next attempt passes", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Resolve", {
    cases: [
      {
        when: { attempt: 1 },
        steps: [{ write: { path: "a.txt", content: "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n" } }],
      },
      { when: { instruction: "half done" }, steps: [{ write: { path: "a.txt", content: "b\n" } }] },
    ],
  });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  await bed.settled(job.id);
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(detail.job).toMatchObject({ status: "succeeded", attemptsUsed: 2 });
  const [first, second] = detail.runs;
  expect(first?.run.failureClass).toBe("preflight.conflict_marker");
  expect(second?.run.remediation).toContain("in a.txt:1");
  expect((await preflights(bed)).map(({ ok }) => ok)).toEqual([false, true]);
});

test("an agent's commits are by the project's author; one that it gives to another blocks", async () => {
  await using bed = await startTestBed();
  const commit = (name: string, more = "") => `echo ${name} > ${name} && git add . && git commit -q -m ${name} ${more}`;
  const own = await work(bed, [{ run: commit("one") }]);
  expect(own.job.status, own.job.reason ?? "").toBe("succeeded");
  const foreign = await work(bed, [
    { run: commit("two", "--author='Eve <eve@example.test>'") },
    { run: commit("three") },
  ]);
  expect(foreign.job).toMatchObject({ status: "blocked" });
  expect(foreign.job.reason).toContain("wrong author: the author is not Spool");
});

test("what an agent merges is others' work where the remote has it, and nobody's where only the mirror says so", async () => {
  await using bed = await startTestBed({
    before: async (repository) => {
      await git(repository, "checkout", "--quiet", "-b", "feature");
      await git(repository, "commit", "--quiet", "--allow-empty", "--message=by Tess");
      await git(repository, "checkout", "--quiet", "main");
      await git(repository, "commit", "--quiet", "--allow-empty", "--message=newer");
    },
  });
  const merge = "git merge --quiet --no-edit origin/feature && echo mine > mine.txt";
  const merged = await work(bed, [{ run: merge }], { publish: "branch" });
  expect(merged.job.status, merged.job.reason ?? "").toBe("succeeded");
  // A ref of the mirror that looks like a branch of the remote.
  const planted =
    "git commit -q --allow-empty -m eve --author='Eve <eve@example.test>' && git update-ref refs/remotes/origin/eve HEAD";
  const hidden = await work(bed, [{ run: planted }, { write: { path: "a.txt", content: "a\n" } }]);
  expect(hidden.job.status).toBe("blocked");
  expect(hidden.runs[0]?.run.failureClass).toBe("preflight.author");
});

test("an object that is not what its name says is a no", async () => {
  await using bed = await startTestBed();
  // The agent swaps the content of a file that it committed for another.
  const swap =
    "echo harmless > a.txt && git add a.txt && git commit -qm one && id=$(git rev-parse HEAD:a.txt) && " +
    "objects=$(git rev-parse --git-common-dir)/objects && other=$(echo planted | git hash-object -w --stdin) && " +
    "at() { echo $objects/$(echo $1 | cut -c1-2)/$(echo $1 | cut -c3-); } && cp -f $(at $other) $(at $id)";
  const detail = await work(bed, [{ run: swap }], { publish: "branch" });
  expect(detail.job.status).toBe("blocked");
  expect(detail.job.reason).toMatch(/^not published: it could not be checked: .*corrupt/);
  expect(detail.runs[0]?.run.failureClass).toBe("preflight.unable");
  expect(await git(bed.repository, "branch", "--list", "spool/*")).toBe("");
});

test("the project's own checks have a say: one that fails goes back, one that cannot run blocks", async () => {
  const checks = [{ name: "no todo", run: "! grep -rn TODO --include=*.txt ." }];
  await using bed = await startTestBed({ project: { preflight: { checks } } });
  const failing = await work(bed, [{ write: { path: "a.txt", content: "TODO\n" } }], { retryLimit: 0 });
  expect(failing.job.status).toBe("failed");
  expect(failing.runs[0]?.run.failureClass).toBe("preflight.check");
  expect(failing.runs[0]?.run.remediationForNext).toContain("no todo failed with exit code 1: ./a.txt:1:TODO");
  const clean = await work(bed, [{ write: { path: "b.txt", content: "done\n" } }]);
  expect(clean.job.status, clean.job.reason ?? "").toBe("succeeded");
  await using other = await startTestBed({ project: { preflight: { checks: ["not-a-program-of-anybody"] } } });
  const missing = await work(other, [{ write: { path: "a.txt", content: "x\n" } }]);
  expect(missing.job).toMatchObject({ status: "blocked" });
  expect(missing.job.reason).toContain("not-a-program-of-anybody could not be started");
});

test("what the configuration allows is published; what nobody allowed is not", async () => {
  const preflight = { allow_paths: [".github/workflows/**"], max_file_mb: 0.001 };
  await using bed = await startTestBed({ project: { preflight } });
  const allowed = await work(bed, [{ write: { path: ".github/workflows/ci.yml", content: "on: push\n" } }]);
  expect(allowed.job.status, allowed.job.reason ?? "").toBe("succeeded");
  const hook = await work(bed, [{ write: { path: ".husky/pre-commit", content: "true\n" } }]);
  expect(hook.job).toMatchObject({ status: "blocked" });
  expect(hook.runs[0]?.run.failureClass).toBe("preflight.protected_path");
  const large = await work(bed, [{ write: { path: "big.txt", content: `${"x".repeat(2_000)}\n` } }], { retryLimit: 0 });
  expect(large.job).toMatchObject({ status: "failed" });
  expect(large.runs[0]?.run.failureClass).toBe("preflight.oversize");
  const path = `${bed.directory}/repository/README.md`;
  expect(await readFile(path, "utf8")).toBe("hello\n");
});

test("a protected file that is in a plan which a person approved may be changed", async () => {
  await using bed = await startTestBed();
  const path = ".github/workflows/ci.yml";
  const instruction = instruct("Change CI", { steps: [{ write: { path, content: "on: push\n" } }] });
  const { api } = bed.client;
  const { job } = await api.threads.start.mutate({ project: "demo", instruction, hold: true });
  const plan = samplePlan({ filesToTouch: [{ path, change: "new", reason: "asked for" }] });
  const { id: approvalId, revision } = await askForPlan(bed, { jobId: job.id, plan });
  await api.approvals.decide.mutate({ approvalId, revision, decision: "approve" });
  await api.jobs.retry.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("succeeded");
  expect(await preflights(bed)).toMatchObject([{ ok: true, files: 1 }]);
});

/** A check of the project that waits until the test lets it go on. */
function waitingCheck(directory: string): { checks: object[] } {
  return {
    checks: [{ name: "wait", run: `touch ${directory}/waits; until test -e ${directory}/go; do sleep 0.05; done` }],
  };
}

const inCheck = (event: TimelineEvent) => event.type === "step.started" && event.data.kind === "preflight";

test("a runner that stops in the middle looks again, publishes once and tells of it once", async () => {
  await using scratch = await temporaryDirectory();
  await using bed = await startTestBed({ project: { preflight: waitingCheck(scratch.path) } });
  const instruction = instruct("Change it", { steps: [{ write: { path: "a.txt", content: "a\n" } }] });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, publish: "branch" });
  await bed.event(inCheck);
  expect(await git(bed.repository, "branch", "--list", "spool/*")).toBe("");
  await bed.restart(() => writeFile(join(scratch.path, "go"), ""));
  expect(await bed.settled(job.id)).toBe("succeeded");
  const told = await preflights(bed);
  expect(told.map(({ ok }) => ok)).toEqual([true]);
  const { thread } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(thread.headCommit).toBe(told[0]?.commit);
  expect(await git(bed.repository, "rev-parse", thread.branch)).toBe(told[0]?.commit);
});

test("a job that is cancelled while its work is looked at publishes nothing", async () => {
  await using scratch = await temporaryDirectory();
  await using bed = await startTestBed({ project: { preflight: waitingCheck(scratch.path) } });
  const instruction = instruct("Change it", { steps: [{ write: { path: "a.txt", content: "a\n" } }] });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, publish: "branch" });
  await bed.event(inCheck);
  await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("cancelled");
  const { thread, artifacts } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(thread.headCommit).toBeNull();
  expect(artifacts.filter(({ kind }) => kind === "patch" || kind === "bundle")).toEqual([]);
  expect(await git(bed.repository, "branch", "--list", "spool/*")).toBe("");
});
