import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, readFile, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportPatches } from "../../runner/publish/patches.ts";
import { mailSafe } from "../../runner/publish/linear-history.ts";
import { createWorktree } from "../../runner/workspace/worktree.ts";
import { bench, commitAll, git, gitWith, treeOf, writeFiles, type Bench } from "../workspace/scratch.ts";

/** What a person does with the mailbox, in a fresh clone. */
async function applied(on: Bench, start: string, mailbox: string): Promise<string> {
  const clone = join(on.directory, `clone-${Math.random()}`);
  git(on.directory, "clone", "-q", on.source, clone);
  git(clone, "checkout", "-q", "--detach", start);
  gitWith(clone, ["am", "-q"], { input: await readFile(mailbox) });
  expect(git(clone, "status", "--porcelain")).toBe("");
  return treeOf(clone, "HEAD");
}

test("a branch becomes patches, a mailbox and a bundle that give back the very tree", async () => {
  const on = await bench({
    "a.txt": "a\n",
    "crlf.txt": "one\r\ntwo\r\n",
    "run.sh": "#!/bin/sh\n",
    gone: "x\n",
    swap: "f\n",
  });
  const { workspace, mirror, base, at, directory } = on;
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  await writeFiles(at("w"), {
    "a.txt": "a\nb\n",
    "crlf.txt": "one\r\nzwei\r\nthree\r\n",
    "binary.bin": Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256)),
    'odd "name"\n\ttab': "odd\n",
    "-dash": "d\n",
    ünï: "no newline at end",
  });
  execFileSync("bash", ["-c", "printf x > $'latin\\xe9'"], { cwd: at("w") });
  commitAll(at("w"), "First\n\n---\nnot the end\ndiff --git a/x b/x\nFrom abc Mon Sep 17 00:00:00 2001");
  await chmod(at("w/run.sh"), 0o755);
  await rm(at("w/gone"));
  await rm(at("w/swap"));
  await writeFiles(at("w"), { "swap/inner": "f\n" });
  await symlink("a.txt", at("w/link"));
  const head = commitAll(at("w"), "[tag] second: äöü");
  const set = await exportPatches(mirror, {
    base,
    commit: "spool/t",
    branch: "spool/t",
    directory: join(directory, "patches"),
  });
  expect(set).toMatchObject({ kind: "written", commits: 2, head, exact: true });
  expect(set.files.map(({ kind }) => kind).toSorted()).toEqual(["bundle", "mbox", "patch", "patch"]);
  expect(await applied(on, base, join(directory, "patches", "combined.mbox"))).toBe(treeOf(at("w"), head));
  const clone = join(directory, "bundled");
  git(directory, "clone", "-q", on.source, clone);
  git(clone, "fetch", "-q", join(directory, "patches", "spool.bundle"), "spool/t");
  expect(git(clone, "rev-parse", "FETCH_HEAD")).toBe(head);
});

test("merges and empty commits come out as a chain with the same end", async () => {
  const on = await bench({ "a.txt": "1\n2\n3\n" });
  const { workspace, mirror, base, at, directory } = on;
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  git(at("w"), "checkout", "-q", "-b", "side");
  await writeFiles(at("w"), { "side.txt": "s\n" });
  commitAll(at("w"), "side");
  git(at("w"), "checkout", "-q", "spool/t");
  await writeFiles(at("w"), { "a.txt": "1\n2\n3\n4\n" });
  git(at("w"), "add", "-A");
  git(at("w"), "commit", "-q", "--allow-empty-message", "-m", "");
  git(at("w"), "merge", "-q", "--no-edit", "side");
  commitAll(at("w"), "nothing in it");
  const set = await exportPatches(mirror, {
    base,
    commit: "spool/t",
    branch: "spool/t",
    directory: join(directory, "p"),
  });
  expect(set).toMatchObject({ commits: 2, rewritten: true, exact: true });
  expect(await applied(on, base, join(directory, "p", "combined.mbox"))).toBe(treeOf(at("w"), "HEAD"));
});

test("an empty range is said and takes an older export away; what is not there is an error", async () => {
  const { workspace, mirror, base, at, directory } = await bench();
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  await writeFiles(directory, { "p/combined.mbox": "old", "p.making-dead/half": "x" });
  const set = await exportPatches(mirror, {
    base,
    commit: "spool/t",
    branch: "spool/t",
    directory: join(directory, "p"),
  });
  expect(set).toMatchObject({ kind: "empty", files: [], commits: 0 });
  expect(existsSync(join(directory, "p"))).toBe(false);
  expect((await readdir(directory)).filter((name) => name.startsWith("p."))).toEqual([]);
  const request = { base, commit: "none", branch: "spool/t", directory: join(directory, "p") };
  await expect(exportPatches(mirror, request)).rejects.toMatchObject({ reason: "ref_missing" });
});

test("only the commit that was asked for is exported: a branch that was moved meanwhile is refused", async () => {
  const on = await bench({ "a.txt": "a\n" });
  const { workspace, mirror, base, at, directory } = on;
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  await writeFiles(at("w"), { "b.txt": "b\n" });
  const checked = commitAll(at("w"), "checked");
  await writeFiles(at("w"), { "c.txt": "c\n" });
  commitAll(at("w"), "not checked");
  const request = { base, commit: checked, branch: "spool/t", directory: join(directory, "p") };
  await expect(exportPatches(mirror, request)).rejects.toMatchObject({ reason: "ref_moved" });
  expect(existsSync(join(directory, "p"))).toBe(false);
});

test("message lines that mail would take for something else are indented", () => {
  const message = "Subject\n\nFrom: x\nFixes: y\ntext\nFixes: 12\n--- a\nIndex: b\n";
  expect(mailSafe(Buffer.from(message)).toString()).toBe(
    "Subject\n\n From: x\nFixes: y\ntext\nFixes: 12\n --- a\n Index: b\n",
  );
});
