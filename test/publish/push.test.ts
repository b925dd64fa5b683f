import { writeFile, chmod } from "node:fs/promises";
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
  const request = { branch: "spool/t", commit: head };
  expect(await pushBranch(mirror, request)).toEqual({ kind: "pushed", local: "same", previous: undefined });
  expect(git(source, "rev-parse", "spool/t")).toBe(head);
  expect((await pushBranch(mirror, request)).kind).toBe("already_there");
});

test("a branch that somebody else moved is not overwritten", async () => {
  const { mirror, source, base, at, head } = await branchWithCommit();
  await pushBranch(mirror, { branch: "spool/t", commit: head });
  git(source, "checkout", "-q", "spool/t");
  await writeFiles(source, { "theirs.txt": "t\n" });
  const theirs = commitAll(source, "theirs");
  git(source, "checkout", "-q", "main");
  await writeFiles(at("w"), { "more.txt": "m\n" });
  const next = commitAll(at("w"), "more");
  const moved = { reason: "ref_moved", details: { actual: theirs } };
  const request = { branch: "spool/t", commit: next };
  await expect(pushBranch(mirror, request)).rejects.toMatchObject(moved);
  expect(git(source, "rev-parse", "spool/t")).toBe(theirs);
  git(at("w"), "reset", "-q", "--hard", base);
  await writeFiles(at("w"), { "other.txt": "o\n" });
  const other = { branch: "spool/t", commit: commitAll(at("w"), "other") };
  await expect(pushBranch(mirror, other)).rejects.toMatchObject({ reason: "ref_moved" });
});

test("a fast-forward needs no expectation", async () => {
  const { mirror, source, at, head } = await branchWithCommit();
  await pushBranch(mirror, { branch: "spool/t", commit: head });
  await writeFiles(at("w"), { "more.txt": "m\n" });
  const next = commitAll(at("w"), "more");
  const request = { branch: "spool/t", commit: next };
  expect(await pushBranch(mirror, request)).toMatchObject({ kind: "pushed", previous: head });
  expect(git(source, "rev-parse", "spool/t")).toBe(next);
});

test("what was asked for is pushed, whatever the branch has become since", async () => {
  const { mirror, source, base, at, head } = await branchWithCommit();
  await writeFiles(at("w"), { "more.txt": "m\n" });
  const next = commitAll(at("w"), "more");
  const first = { branch: "spool/t", commit: head };
  expect(await pushBranch(mirror, first)).toMatchObject({ kind: "pushed", local: "ahead" });
  expect(git(source, "rev-parse", "spool/t")).toBe(head);
  await pushBranch(mirror, { branch: "spool/t", commit: next });
  expect(await pushBranch(mirror, first)).toMatchObject({ kind: "already_there", local: "ahead" });
  git(at("w"), "reset", "-q", "--hard", base);
  await writeFiles(at("w"), { "more.txt": "rewritten\n" });
  commitAll(at("w"), "rewritten");
  expect(await pushBranch(mirror, first)).toMatchObject({ kind: "already_there", local: "elsewhere" });
  expect(git(source, "rev-parse", "spool/t")).toBe(next);
});

test("a remote's own refusal comes back in its words", async () => {
  const { mirror, source, head: commit } = await branchWithCommit();
  const hook = join(source, ".git", "hooks", "pre-receive");
  await writeFile(hook, "#!/bin/sh\necho 'protected by policy' >&2\nexit 1\n");
  await chmod(hook, 0o755);
  await expect(pushBranch(mirror, { branch: "spool/t", commit })).rejects.toMatchObject({
    reason: "push_rejected",
    details: { stderr: expect.stringContaining("protected by policy") as string },
  });
  await expect(pushBranch(mirror, { branch: "spool/t", commit: "1".repeat(40) })).rejects.toMatchObject({
    reason: "ref_missing",
  });
  const gone = { ...mirror, remote: { ...mirror.remote, url: join(source, "nothing") } };
  await expect(pushBranch(gone, { branch: "spool/t", commit })).rejects.toMatchObject({ reason: "remote_missing" });
});
