import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { commitsBetween, workBranches, worktreeStatus } from "../../runner/workspace/history.ts";
import { createWorktree } from "../../runner/workspace/worktree.ts";
import { bench, commitAll, git, writeFiles } from "./scratch.ts";

test("log, branches and status are read without the repository's say", async () => {
  const { workspace, mirror, base, at } = await bench();
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  await writeFiles(at("w"), { "a b.txt": "x\n" });
  const head = commitAll(at("w"), "subject\n\nbody\nlines");
  git(at("w"), "config", "core.fsmonitor", `touch ${at("planted")}`);
  await writeFiles(at("w"), { "README.md": "changed\n", "new.txt": "n\n" });
  expect(await commitsBetween(mirror, base, "refs/heads/spool/t")).toEqual([
    {
      commit: head,
      authorName: "Ada",
      authorEmail: "ada@example.org",
      at: expect.any(Number) as number,
      subject: "subject",
      body: "body\nlines",
    },
  ]);
  expect((await workBranches(mirror)).map(({ name, commit }) => ({ name, commit }))).toEqual([
    { name: "spool/t", commit: head },
  ]);
  expect(await worktreeStatus(workspace, at("w"))).toEqual({
    branch: "spool/t",
    changed: 1,
    untracked: 1,
    conflicted: 0,
  });
  expect(existsSync(at("planted"))).toBe(false);
  await expect(commitsBetween(mirror, "nope", "nada")).rejects.toMatchObject({ reason: "ref_missing" });
});
