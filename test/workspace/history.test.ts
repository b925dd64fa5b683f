import { expect, test } from "vitest";
import { commitsBetween, isCommitBetween } from "../../runner/workspace/history.ts";
import { createWorktree } from "../../runner/workspace/worktree.ts";
import { bench, commitAll, git, gitWith, writeFiles } from "./scratch.ts";

test("commits are listed newest first and cut at the limit, without the repository's say", async () => {
  const { workspace, mirror, base, at } = await bench();
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  await writeFiles(at("w"), { "a b.txt": "x\n" });
  const first = commitAll(at("w"), "subject\n\nbody\nlines");
  const second = commitAll(at("w"), "second");
  git(at("w"), "config", "i18n.logOutputEncoding", "UTF-16");
  const range = { from: base, to: second };
  const { commits, truncated } = await commitsBetween(mirror, { ...range, limit: 2 });
  expect(truncated).toBe(false);
  expect(commits).toEqual([
    { hash: second, author: "Ada", at: expect.any(Number) as number, subject: "second" },
    { hash: first, author: "Ada", at: expect.any(Number) as number, subject: "subject" },
  ]);
  expect(commits[0]!.at).toBeGreaterThan(1_600_000_000_000);
  expect(await commitsBetween(mirror, { ...range, limit: 1 })).toEqual({ commits: [commits[0]], truncated: true });
  expect(await commitsBetween(mirror, { from: second, to: second, limit: 5 })).toEqual({
    commits: [],
    truncated: false,
  });

  expect(await isCommitBetween(mirror, range, first)).toBe(true);
  expect(await isCommitBetween(mirror, range, second)).toBe(true);
  expect(await isCommitBetween(mirror, range, base)).toBe(false);
  expect(await isCommitBetween(mirror, { from: base, to: first }, second)).toBe(false);
  expect(await isCommitBetween(mirror, range, "1".repeat(40))).toBe(false);

  const nowhere = commitsBetween(mirror, { from: "1".repeat(40), to: second, limit: 5 });
  await expect(nowhere).rejects.toMatchObject({ code: "git_failed" });
  const option = commitsBetween(mirror, { from: "--output=x", to: second, limit: 5 });
  await expect(option).rejects.toMatchObject({ code: "git_failed" });
});

test("what a commit says of itself cannot forge others, nor grow without end", async () => {
  const { workspace, mirror, base, at } = await bench();
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  const tree = git(at("w"), "rev-parse", "HEAD^{tree}");
  const commit = (parent: string, message: string, author = "Eve <e@example.org> 1700000000 +0000") => {
    const input = `tree ${tree}\nparent ${parent}\nauthor ${author}\ncommitter ${author}\n\n${message}\n`;
    return gitWith(at("w"), ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"], { input }).trim();
  };
  const marks = "\u00F2\u00F2\u00F2\u00F2\u00F2\u00F2 x \u00F2 y \u00F2\u00F2";
  const forged = commit(base, marks);
  const long = commit(forged, "x".repeat(5_000_000), `${"n".repeat(10_000)} <e@example.org> 99999999999999999 +0000`);
  const { commits } = await commitsBetween(mirror, { from: base, to: long, limit: 5 });
  expect(commits.map(({ hash }) => hash)).toEqual([long, forged]);
  expect(commits[1]).toEqual({ hash: forged, author: "Eve", at: 1_700_000_000_000, subject: marks });
  expect(commits[0]!.subject.length).toBe(300);
  expect(commits[0]!.author.length).toBe(100);
  expect(new Date(commits[0]!.at).getTime()).not.toBeNaN();

  const weightless = commit(long, "\u0301".repeat(10_000_000));
  await expect(commitsBetween(mirror, { from: base, to: weightless, limit: 5 })).rejects.toMatchObject({
    reason: "failed",
  });
});
