import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkpoint } from "../../runner/workspace/checkpoint.ts";
import { fetchMirror } from "../../runner/workspace/mirror.ts";
import { resolveBase } from "../../runner/workspace/base.ts";
import { orphanDirectories } from "../../runner/workspace/orphans.ts";
import { recordIds } from "../../runner/workspace/record.ts";
import { emptyTrash, removeWorktree } from "../../runner/workspace/trash.ts";
import { claimWorktree, createWorktree, detachWorktree, materialise } from "../../runner/workspace/worktree.ts";
import { closeWorkspace, placeOf } from "../../runner/workspace/workspace.ts";
import { bench, commitAll, git, writeFiles } from "./scratch.ts";

test("a worktree is made on a new branch and a plain git works in it", async () => {
  const { workspace, base, at } = await bench();
  const made = await createWorktree(workspace, { path: at("one"), commit: base, branch: "spool/one-1" });
  expect(made).toEqual({ path: at("one"), head: base, branch: "spool/one-1", reused: false });
  expect(await readFile(join(at("one"), "README.md"), "utf8")).toBe("hello\n");
  expect(git(at("one"), "status", "--porcelain=v1", "-b")).toBe("## spool/one-1");
  await writeFiles(at("one"), { "new.txt": "x\n" });
  commitAll(at("one"), "second");
  expect(git(at("one"), "log", "--format=%s", `${base}..HEAD`)).toBe("second");
});

test("the same creation again is the same worktree, another one at its path is refused", async () => {
  const { workspace, base, at } = await bench();
  const request = { path: at("one"), commit: base, branch: "spool/one-1" };
  await createWorktree(workspace, request);
  expect((await createWorktree(workspace, request)).reused).toBe(true);
  const other = createWorktree(workspace, { path: at("one"), commit: base });
  await expect(other).rejects.toMatchObject({ reason: "path_exists" });
  await writeFiles(workspace.root, { "foreign/file": "mine" });
  const foreign = createWorktree(workspace, { path: at("foreign"), commit: base });
  await expect(foreign).rejects.toMatchObject({ reason: "path_exists" });
  expect(await readFile(at("foreign/file"), "utf8")).toBe("mine");
});

test("paths outside the root, bad names and missing commits are refused and leave nothing", async () => {
  const { workspace, base, at, directory } = await bench();
  const refuse = (request: object): Promise<unknown> =>
    createWorktree(workspace, { path: at("x"), commit: base, ...request }).catch((error: unknown) => error);
  expect(await refuse({ path: join(directory, "elsewhere") })).toMatchObject({ reason: "path_outside" });
  expect(await refuse({ path: at("../x") })).toMatchObject({ reason: "path_outside" });
  expect(await refuse({ path: workspace.root })).toMatchObject({ reason: "path_outside" });
  expect(await refuse({ path: at(".trash/x") })).toMatchObject({ reason: "path_outside" });
  expect(await refuse({ branch: "a..b" })).toMatchObject({ reason: "ref_invalid" });
  expect(await refuse({ branch: "-x" })).toMatchObject({ reason: "ref_invalid" });
  expect(await refuse({ commit: "1".repeat(40) })).toMatchObject({ reason: "ref_missing" });
  expect(await readdir(workspace.root)).toEqual([".trash"]);
});

test("a branch that is checked out elsewhere is refused until that worktree is detached", async () => {
  const { workspace, base, at } = await bench();
  await createWorktree(workspace, { path: at("one"), commit: base, branch: "spool/t" });
  const second = { path: at("two"), commit: base, branch: "spool/t" };
  await expect(createWorktree(workspace, second)).rejects.toMatchObject({
    reason: "branch_in_use",
    message: expect.stringContaining(at("one")) as string,
  });
  await detachWorktree(workspace, at("one"));
  expect(git(at("one"), "status", "--porcelain=v2", "--branch").split("\n").slice(0, 2)).toEqual([
    `# branch.oid ${base}`,
    "# branch.head (detached)",
  ]);
  expect((await detachWorktree(workspace, at("one"))).reused).toBe(true);
  expect((await createWorktree(workspace, second)).branch).toBe("spool/t");
});

test("a branch that stands elsewhere is not moved unless the caller knew where", async () => {
  const { workspace, source, base, mirror, at } = await bench();
  await createWorktree(workspace, { path: at("one"), commit: base, branch: "spool/t" });
  await removeWorktree(workspace, at("one"));
  await writeFiles(source, { "more.txt": "1\n" });
  const next = commitAll(source, "next");
  await fetchMirror(mirror);
  const request = { path: at("two"), commit: next, branch: "spool/t" };
  await expect(createWorktree(workspace, request)).rejects.toMatchObject({ reason: "ref_moved" });
  await createWorktree(workspace, { ...request, expectedOld: base });
  expect(git(at("two"), "rev-parse", "HEAD")).toBe(next);
});

test("eight worktrees at once on one mirror all come out whole", async () => {
  const { workspace, base, at } = await bench();
  const names = Array.from({ length: 8 }, (_, index) => `w${index}`);
  await Promise.all(
    names.map((name) => createWorktree(workspace, { path: at(name), commit: base, branch: `spool/${name}` })),
  );
  for (const name of names) {
    expect(git(at(name), "status", "--porcelain", "-b")).toBe(`## spool/${name}`);
    expect(git(at(name), "rev-parse", "HEAD")).toBe(base);
  }
});

test("a spare is claimed by moving refs alone, keeping what setup left", async () => {
  const { workspace, base, at } = await bench({ ".gitignore": "node_modules\n", "a.txt": "a\n" });
  await createWorktree(workspace, { path: at("spare"), commit: base });
  await writeFiles(at("spare"), { "node_modules/x/index.js": "1" });
  const request = { path: at("spare"), commit: base, branch: "spool/t" };
  expect(await claimWorktree(workspace, request)).toMatchObject({ moved: false, reused: false, head: base });
  expect((await claimWorktree(workspace, request)).reused).toBe(true);
  expect(git(at("spare"), "status", "--porcelain", "-b")).toBe("## spool/t");
  expect(existsSync(at("spare/node_modules/x/index.js"))).toBe(true);
  const other = claimWorktree(workspace, { ...request, branch: "spool/u" });
  await expect(other).rejects.toMatchObject({ reason: "worktree_dirty" });
});

test("a spare whose base has moved follows it, unless setup changed the same file", async () => {
  const { workspace, source, base, mirror, at } = await bench({ "a.txt": "a\n", "b.txt": "b\n" });
  await createWorktree(workspace, { path: at("clean"), commit: base });
  await createWorktree(workspace, { path: at("dirty"), commit: base });
  await writeFiles(at("dirty"), { "a.txt": "by setup\n" });
  await writeFiles(source, { "a.txt": "a2\n" });
  const next = commitAll(source, "next");
  await fetchMirror(mirror);
  expect((await resolveBase(mirror, "main")).commit).toBe(next);
  const claimed = await claimWorktree(workspace, { path: at("clean"), commit: next, branch: "spool/t" });
  expect(claimed.moved).toBe(true);
  expect(await readFile(at("clean/a.txt"), "utf8")).toBe("a2\n");
  expect(git(at("clean"), "status", "--porcelain")).toBe("");
  const dirty = claimWorktree(workspace, { path: at("dirty"), commit: next, branch: "spool/u" });
  await expect(dirty).rejects.toMatchObject({ reason: "worktree_dirty" });
  expect(await readFile(at("dirty/a.txt"), "utf8")).toBe("by setup\n");
  const missing = claimWorktree(workspace, { path: at("nowhere"), commit: next, branch: "spool/v" });
  await expect(missing).rejects.toMatchObject({ reason: "worktree_missing" });
});

test("a checkpoint is continued in a new worktree with its uncommitted work uncommitted", async () => {
  const { workspace, base, at } = await bench({ "a.txt": "a\n", "b.txt": "b\n", "run.sh": "#!/bin/sh\n" });
  await createWorktree(workspace, { path: at("one"), commit: base, branch: "spool/t" });
  await writeFiles(at("one"), { "a.txt": "changed\n", "new/file.txt": "n\n" });
  await rm(at("one/b.txt"));
  await chmod(at("one/run.sh"), 0o755);
  const parked = await checkpoint(workspace, { path: at("one"), ref: "refs/spool/checkpoints/r/1", message: "turn 1" });
  if (parked.kind !== "made") throw new Error("nothing was made");
  await removeWorktree(workspace, at("one"));
  const made = await materialise(workspace, { path: at("two"), checkpoint: parked.commit, branch: "spool/t" });
  expect(made.head).toBe(base);
  expect(git(at("two"), "status", "--porcelain").split("\n")).toEqual(["M a.txt", " D b.txt", " M run.sh", "?? new/"]);
  const again = await checkpoint(workspace, {
    path: at("two"),
    ref: "refs/spool/checkpoints/r/2",
    message: "same",
    previous: parked,
  });
  expect(again.kind).toBe("unchanged");
});

test("removal is at once, may be repeated, and copes with what its owner may not write", async () => {
  const { workspace, base, at } = await bench();
  await createWorktree(workspace, { path: at("one"), commit: base, branch: "spool/t" });
  await mkdir(at("one/locked/inner"), { recursive: true });
  await writeFile(at("one/locked/inner/file"), "x");
  await chmod(at("one/locked/inner"), 0o500);
  await chmod(at("one"), 0o500);
  await removeWorktree(workspace, at("one"));
  expect(existsSync(at("one"))).toBe(false);
  await removeWorktree(workspace, at("one"));
  await createWorktree(workspace, { path: at("one"), commit: base, branch: "spool/t" });
  await closeWorkspace(workspace);
  expect(await readdir(workspace.trash)).toEqual([]);
  expect(await readdir(workspace.mirror.layout.trash)).toEqual([]);
});

test("trash of a killed runner is emptied", async () => {
  const { workspace } = await bench();
  await writeFiles(workspace.trash, { "old/file": "x" });
  await emptyTrash(workspace);
  await closeWorkspace(workspace);
  expect(await readdir(workspace.trash)).toEqual([]);
});

test("directories that nobody knows are named and left alone, removing one forgets its record too", async () => {
  const { workspace, mirror, base, at } = await bench();
  await createWorktree(workspace, { path: at("thread/known"), commit: base });
  await createWorktree(workspace, { path: at("thread/orphan"), commit: base });
  await createWorktree(workspace, { path: at("gone"), commit: base });
  await rm(at("gone"), { recursive: true });
  await writeFiles(workspace.root, { "stray/file": "x" });
  const orphans = await orphanDirectories(workspace, [at("thread/known"), at("lost")]);
  expect(orphans.toSorted()).toEqual([at("stray"), at("thread/orphan")]);
  expect(await recordIds(mirror)).toHaveLength(3);
  for (const name of ["thread/orphan", "stray", "gone"]) await removeWorktree(workspace, at(name));
  expect(await orphanDirectories(workspace, [at("thread/known")])).toEqual([]);
  expect(await recordIds(mirror)).toEqual([(await placeOf(workspace, at("thread/known"))).id]);
});

test("an agent's own git may take the directory of records away with the last of them", async () => {
  const { workspace, mirror, base, at } = await bench();
  await createWorktree(workspace, { path: at("one"), commit: base, branch: "spool/t" });
  git(mirror.layout.repository, "worktree", "remove", "--force", at("one"));
  expect(existsSync(join(mirror.layout.repository, "worktrees"))).toBe(false);
  expect([await orphanDirectories(workspace, []), await recordIds(mirror)]).toEqual([[], []]);
  await createWorktree(workspace, { path: at("two"), commit: base, branch: "spool/t" });
  expect(git(at("two"), "status", "--porcelain", "-b")).toBe("## spool/t");
});
