import { chmod, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pushBranch } from "../../runner/publish/push.ts";
import { createWorktree } from "../../runner/workspace/worktree.ts";
import { bench, commitAll, git, writeFiles, type Bench } from "../workspace/scratch.ts";

async function branchWithCommit(): Promise<Bench & { head: string }> {
  const on = await bench();
  await createWorktree(on.workspace, { path: on.at("w"), commit: on.base, branch: "spool/t" });
  await writeFiles(on.at("w"), { "new.txt": "n\n" });
  return { ...on, head: commitAll(on.at("w"), "work") };
}

test("a branch is pushed once; the same push again finds it there", async () => {
  const { mirror, source, head } = await branchWithCommit();
  const first = await pushBranch(mirror, "spool/t");
  expect(first).toEqual({ kind: "pushed", commit: head, previous: undefined });
  expect(git(source, "rev-parse", "spool/t")).toBe(head);
  expect((await pushBranch(mirror, "spool/t")).kind).toBe("already_there");
});

test("a branch that somebody else moved is not overwritten", async () => {
  const { mirror, source, base, at } = await branchWithCommit();
  await pushBranch(mirror, "spool/t");
  git(source, "checkout", "-q", "spool/t");
  await writeFiles(source, { "theirs.txt": "t\n" });
  const theirs = commitAll(source, "theirs");
  git(source, "checkout", "-q", "main");
  await writeFiles(at("w"), { "more.txt": "m\n" });
  commitAll(at("w"), "more");
  const moved = { reason: "ref_moved", details: { actual: theirs } };
  await expect(pushBranch(mirror, "spool/t")).rejects.toMatchObject(moved);
  expect(git(source, "rev-parse", "spool/t")).toBe(theirs);
  git(at("w"), "reset", "-q", "--hard", base);
  await expect(pushBranch(mirror, "spool/t")).rejects.toMatchObject({ reason: "ref_moved" });
});

test("a fast-forward needs no expectation", async () => {
  const { mirror, source, at, head } = await branchWithCommit();
  await pushBranch(mirror, "spool/t");
  await writeFiles(at("w"), { "more.txt": "m\n" });
  const next = commitAll(at("w"), "more");
  expect(await pushBranch(mirror, "spool/t")).toMatchObject({ kind: "pushed", previous: head });
  expect(git(source, "rev-parse", "spool/t")).toBe(next);
});

test("a remote's own refusal comes back in its words", async () => {
  const { mirror, source } = await branchWithCommit();
  const hook = join(source, ".git", "hooks", "pre-receive");
  await writeFile(hook, "#!/bin/sh\necho 'protected by policy' >&2\nexit 1\n");
  await chmod(hook, 0o755);
  await expect(pushBranch(mirror, "spool/t")).rejects.toMatchObject({
    reason: "push_rejected",
    details: { stderr: expect.stringContaining("protected by policy") as string },
  });
  await expect(pushBranch(mirror, "none")).rejects.toMatchObject({ reason: "ref_missing" });
  await rename(source, `${source}-away`);
  const gone = pushBranch(mirror, "spool/t");
  await expect(gone).rejects.toMatchObject({ reason: "remote_missing" });
});
