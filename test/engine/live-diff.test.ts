import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../builders/git-repository.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

async function liveRefs(bed: TestBed): Promise<string> {
  const repository = join(bed.config.runtime.dataDirectory, "repositories", "demo", "repository.git");
  return git(repository, "for-each-ref", "--format=%(refname)", "refs/spool/live");
}

/** What git knows of the worktree: its index and HEAD, byte for byte. */
async function ownState(worktree: string): Promise<string[]> {
  const record = (await readFile(join(worktree, ".git"), "utf8")).slice("gitdir: ".length).trim();
  return [await readFile(join(record, "index"), "hex"), await readFile(join(record, "HEAD"), "utf8")];
}

test("a run's files are seen while it works, over a restart, and as its checkpoint when it is done", async () => {
  await using bed = await startTestBed({ files: { "README.md": "hello\n", "src/a.ts": "a\n" } });
  const { job } = await bed.client.api.threads.start.mutate({
    project: "demo",
    instruction: instruct("Work", {
      steps: [
        { write: { path: "src/new.ts", content: "one\ntwo\n" } },
        { say: "written" },
        { wait: "go" },
        { delete: "go" },
      ],
    }),
  });
  const { threadId } = job;
  await bed.event(({ type, data }) => type === "agent.message" && data.text === "written");
  const { runs, worktree } = await bed.client.api.jobs.get.query({ jobId: job.id });
  const runId = runs[0]?.run.id ?? "";
  const path = worktree?.path ?? "";
  const before = await ownState(path);

  const first = await bed.client.api.runs.snapshot.query({ runId });
  expect(first).toMatchObject({ base: runs[0]?.run.baseCommit, files: 1, additions: 2, deletions: 0, live: true });
  const again = await Promise.all([1, 2, 3].map(() => bed.client.api.runs.snapshot.query({ runId })));
  expect(new Set(again.map(({ commit }) => commit))).toEqual(new Set([first.commit]));

  const range = { threadId, from: first.base, to: first.commit };
  expect((await bed.client.api.threads.changes.query(range)).files).toMatchObject([
    { path: "src/new.ts", additions: 2 },
  ]);
  const blob = await bed.client.api.threads.blob.query({ threadId, commit: first.commit, path: "src/new.ts" });
  expect(blob).toEqual({ base64: btoa("one\ntwo\n"), size: 8, truncated: false, binary: false });

  await writeFile(join(path, "more.txt"), "more\n");
  const second = await bed.client.api.runs.snapshot.query({ runId });
  expect(second).toMatchObject({ files: 2, additions: 3, live: true });
  expect(await liveRefs(bed)).toBe(`refs/spool/live/${runId}`);
  expect(await ownState(path)).toEqual(before);

  const { thread: other } = await bed.client.api.threads.create.mutate({ project: "demo", title: "Other" });
  const foreign = { threadId: other.id, commit: first.commit, path: "" };
  await expect(bed.client.api.threads.tree.query(foreign)).rejects.toMatchObject({ code: "not_found" });

  await bed.restart();
  expect((await bed.client.api.runs.snapshot.query({ runId })).commit).toBe(second.commit);
  // A screen from before the restart still shows the first one.
  const { entries } = await bed.client.api.threads.tree.query({ threadId, commit: first.commit, path: "src" });
  expect(entries.map(({ name }) => name)).toEqual(["a.ts", "new.ts"]);

  await writeFile(join(path, "go"), "");
  expect(await bed.settled(job.id)).toBe("succeeded");
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  const point = detail.runs[0]?.checkpoints.at(-1);
  expect(await bed.client.api.runs.snapshot.query({ runId })).toMatchObject({
    commit: point?.commit,
    files: 2,
    live: false,
  });
  await bed.client.api.worktrees.prune.mutate({ all: true });
  expect(await liveRefs(bed)).toBe("");
  expect((await bed.client.api.runs.snapshot.query({ runId })).live).toBe(false);
});

test("where there is nothing to see, the answer says why", async () => {
  await using bed = await startTestBed({ project: { setup: ["test ! -e never && exit 3"] } });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: "x", retryLimit: 0 });
  expect(await bed.settled(job.id)).toBe("failed");
  const [view] = (await bed.client.api.jobs.get.query({ jobId: job.id })).runs;
  const runId = view?.run.id ?? "";
  await expect(bed.client.api.runs.snapshot.query({ runId })).rejects.toMatchObject({
    message: expect.stringContaining("left no state"),
    code: "not_available",
  });
  await expect(bed.client.api.runs.snapshot.query({ runId: "run_x" })).rejects.toMatchObject({
    code: "not_found",
  });
});
