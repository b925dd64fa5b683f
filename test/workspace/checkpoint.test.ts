import { execFileSync } from "node:child_process";
import { chmod, copyFile, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  checkpoint,
  dropRefs,
  listRefs,
  nextCheckpointRef,
  type Checkpoint,
} from "../../runner/workspace/checkpoint.ts";
import { changedFiles } from "../../runner/workspace/changes.ts";
import { makeCommit, moveBranch } from "../../runner/workspace/commit.ts";
import { listTree, patchText, readBlob } from "../../runner/workspace/contents.ts";
import { resolveCommit } from "../../runner/workspace/mirror-git.ts";
import { privateIndex } from "../../runner/workspace/private-index.ts";
import { removeWorktree } from "../../runner/workspace/trash.ts";
import { createWorktree, detachWorktree, materialise } from "../../runner/workspace/worktree.ts";
import { placeOf } from "../../runner/workspace/workspace.ts";
import { bench, commitAll, git, gitWith, treeOf, writeFiles, type Bench } from "./scratch.ts";

async function withWorktree(files?: Record<string, string | Buffer>): Promise<Bench> {
  const on = await bench(files);
  await createWorktree(on.workspace, { path: on.at("w"), commit: on.base, branch: "spool/t" });
  return on;
}

let count = 0;
async function park(on: Bench, more: object = {}): Promise<Checkpoint & { kind: "made" }> {
  count += 1;
  const request = { path: on.at("w"), ref: `refs/spool/checkpoints/run/${count}`, message: "turn", ...more };
  const result = await checkpoint(on.workspace, request);
  if (result.kind !== "made") throw new Error("nothing was made");
  return result;
}

function names(on: Bench, commit: string): string[] {
  return gitWith(on.mirror.layout.repository, ["ls-tree", "-r", "-z", "--name-only", commit], { raw: true })
    .split("\0")
    .filter(Boolean);
}

test("a checkpoint holds the whole state and leaves files, index and branch alone", async () => {
  const on = await withWorktree({ ".gitignore": "*.log\n", "a.txt": "a\n", "b.txt": "b\n", "c.txt": "c\n" });
  await writeFiles(on.at("w"), { "a.txt": "a2\n", "x.log": "no\n", "staged.txt": "s\n", "dir/new.txt": "n\n" });
  await rm(on.at("w/b.txt"));
  git(on.at("w"), "add", "staged.txt");
  await symlink("a.txt", on.at("w/link"));
  const statusBefore = git(on.at("w"), "status", "--porcelain");
  const { record } = await placeOf(on.workspace, on.at("w"));
  const indexBefore = await readFile(join(record, "index"));
  const made = await park(on);
  expect(names(on, made.commit)).toEqual([".gitignore", "a.txt", "c.txt", "dir/new.txt", "link", "staged.txt"]);
  expect(made).toMatchObject({ head: on.base, changedFiles: 5, additions: 4, deletions: 2, warnings: [] });
  expect(git(on.at("w"), "rev-parse", made.ref, `${made.ref}^`)).toBe(`${made.commit}\n${on.base}`);
  expect(await readFile(join(record, "index"))).toEqual(indexBefore);
  expect(git(on.at("w"), "status", "--porcelain")).toBe(statusBefore);
  expect(git(on.at("w"), "rev-parse", "spool/t")).toBe(on.base);
});

test("nothing changed is said, an agent's commit is a change, and no checkpoint is overwritten", async () => {
  const on = await withWorktree();
  await writeFiles(on.at("w"), { "n.txt": "n\n" });
  const first = await park(on, { ref: "refs/spool/checkpoints/r/1" });
  const request = { path: on.at("w"), ref: "refs/spool/checkpoints/r/2", message: "turn", previous: first };
  expect((await checkpoint(on.workspace, request)).kind).toBe("unchanged");
  expect((await park(on, { ref: "refs/spool/checkpoints/r/1" })).commit).toBe(first.commit);
  const head = commitAll(on.at("w"), "by the agent");
  const second = await checkpoint(on.workspace, request);
  expect(second).toMatchObject({ kind: "made", head, tree: first.tree, changedFiles: 0 });
  expect(await nextCheckpointRef(on.mirror, "refs/spool/checkpoints/r")).toBe("refs/spool/checkpoints/r/3");
  await writeFiles(on.at("w"), { "m.txt": "m\n" });
  const over = checkpoint(on.workspace, { ...request, ref: "refs/spool/checkpoints/r/1" });
  await expect(over).rejects.toMatchObject({ reason: "ref_exists" });
  const stray = checkpoint(on.workspace, { ...request, ref: "refs/heads/main" });
  await expect(stray).rejects.toMatchObject({ reason: "ref_invalid" });
  await dropRefs(on.mirror, ["refs/spool/checkpoints/r/1", "refs/spool/checkpoints/r/9"]);
  expect((await listRefs(on.mirror, "refs/spool/checkpoints/r")).map(({ ref }) => ref)).toEqual([
    "refs/spool/checkpoints/r/2",
  ]);
  await expect(dropRefs(on.mirror, ["refs/heads/spool/t"])).rejects.toMatchObject({ reason: "ref_invalid" });
});

test("odd names, swaps of file and directory, and modes come through", async () => {
  const on = await withWorktree({ file: "f\n", "dir/inner": "i\n", "run.sh": "x\n" });
  await rm(on.at("w/file"));
  await rm(on.at("w/dir"), { recursive: true });
  await writeFiles(on.at("w"), { "file/now/a/dir": "1\n", dir: "now a file\n", "-dash": "d", 'q"uote\n': "q" });
  await chmod(on.at("w/run.sh"), 0o755);
  execFileSync("bash", ["-c", "printf x > $'caf\\xe9'; mkdir $'d\\xff'; printf y > $'d\\xff/in'"], { cwd: on.at("w") });
  const made = await park(on);
  const files = await changedFiles(on.mirror, on.base, made.commit);
  const odd = files.find(({ path }) => path === "caf\\xe9");
  expect(odd).toMatchObject({ status: "added", raw: Buffer.from("caf\xe9", "latin1").toString("base64") });
  expect(files.find(({ path }) => path === "run.sh")).toMatchObject({ status: "modified", additions: 0 });
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['q"uote\n', "-dash", "dir", "file/now/a/dir"]));
  if (!odd) throw new Error("lost");
  expect((await readBlob(on.mirror, made.commit, odd)).bytes.toString()).toBe("x");
  expect((await readBlob(on.mirror, made.commit, 'q"uote\n')).bytes.toString()).toBe("q");
  const directory = (await listTree(on.mirror, made.commit)).find(({ name }) => name.path === "d\\xff");
  if (!directory) throw new Error("lost");
  expect((await listTree(on.mirror, made.commit, directory.name)).map(({ name }) => name.path)).toEqual(["d\\xff/in"]);
  const patch = await patchText(on.mirror, on.base, made.commit, { paths: [odd, "-dash"] });
  expect(patch.bytes.toString().match(/^diff --git/gm)).toHaveLength(2);
  const again = await materialise(on.workspace, { path: on.at("again"), checkpoint: made.commit });
  expect(again.head).toBe(on.base);
  commitAll(on.at("again"), "all");
  expect(treeOf(on.at("again"), "HEAD")).toBe(made.tree);
});

test("a locked, a broken and a missing index do not stand in the way", async () => {
  const on = await withWorktree();
  const { record } = await placeOf(on.workspace, on.at("w"));
  await writeFile(join(record, "index.lock"), "");
  await writeFiles(on.at("w"), { "n.txt": "n\n" });
  const locked = await park(on);
  await writeFile(join(record, "index"), "garbage");
  const broken = await park(on);
  expect(broken.warnings.map(({ kind }) => kind)).toEqual(["index_rebuilt"]);
  await rm(join(record, "index"));
  const missing = await park(on);
  expect([broken.tree, missing.tree]).toEqual([locked.tree, locked.tree]);
});

test("the private index is never newer than the original, or an edit of the same instant would be missed", async () => {
  const on = await withWorktree();
  const original = join((await placeOf(on.workspace, on.at("w"))).record, "index");
  await using copy = await privateIndex(on.mirror, original);
  const times = await Promise.all([copy.path, original].map((path) => stat(path, { bigint: true })));
  const [copied = 0n, own = 0n] = times.map(({ mtimeNs }) => mtimeNs);
  expect(own - copied).toBeGreaterThan(0n);
  expect(own - copied).toBeLessThan(3_000_000n);
  expect(await readFile(copy.path)).toEqual(await readFile(original));
});

test("files hidden from git by an index flag are captured all the same", async () => {
  const on = await withWorktree();
  git(on.at("w"), "update-index", "--assume-unchanged", "README.md");
  await writeFiles(on.at("w"), { "README.md": "hidden edit\n" });
  const made = await park(on);
  expect((await readBlob(on.mirror, made.commit, "README.md")).bytes.toString()).toBe("hidden edit\n");
  expect(made.changedFiles).toBe(1);
});

test("nested repositories, pipes and undecodable encodings cost a warning, not the checkpoint", async () => {
  const on = await withWorktree();
  for (const name of ["nested", "unborn"]) {
    await writeFiles(on.at(`w/${name}`), { file: "x\n" });
    git(on.at(`w/${name}`), "init", "-q");
  }
  commitAll(on.at("w/nested"), "inside");
  execFileSync("mkfifo", [on.at("w/pipe")]);
  await writeFiles(on.at("w"), { "real.txt": "kept\n" });
  const made = await park(on);
  expect(names(on, made.commit)).toContain("real.txt");
  expect(made.warnings.map(({ kind, paths }) => [kind, paths])).toEqual([["nested_repository", ["nested", "unborn"]]]);
  await writeFiles(on.at("w"), {
    ".gitattributes": "*.u16 working-tree-encoding=UTF-16\n",
    "bad.u16": Buffer.from([1, 2, 3]),
  });
  const plain = await park(on);
  expect(plain.warnings.map(({ kind }) => kind)).toContain("attributes_ignored");
  expect((await readBlob(on.mirror, plain.commit, "bad.u16")).bytes).toEqual(Buffer.from([1, 2, 3]));
});

test.runIf(process.getuid?.() !== 0)("an unreadable file is skipped with a warning", async () => {
  const on = await withWorktree();
  await writeFiles(on.at("w"), { "secret.txt": "s\n", "open.txt": "o\n" });
  await chmod(on.at("w/secret.txt"), 0);
  const made = await park(on);
  expect(names(on, made.commit)).toContain("open.txt");
  expect(made.warnings).toEqual([expect.objectContaining({ kind: "file_skipped", paths: ["secret.txt"] })]);
});

test("a worktree whose agent removed .git, HEAD's branch or the branch's ref still gives a checkpoint", async () => {
  const on = await withWorktree();
  await writeFiles(on.at("w"), { "n.txt": "n\n" });
  await rm(on.at("w/.git"));
  const first = await park(on);
  expect(first.head).toBe(on.base);
  expect(names(on, first.commit)).toContain("n.txt");
  git(on.mirror.layout.repository, "update-ref", "-d", "refs/heads/spool/t");
  const second = await park(on, { base: on.base });
  expect(second).toMatchObject({ head: on.base, tree: first.tree });
  const third = await park(on);
  expect(third.head).toBeUndefined();
});

test("what the agent left is committed on its own commits, the branch moves once, a repeat changes nothing", async () => {
  const on = await withWorktree();
  await writeFiles(on.at("w"), { "one.txt": "1\n" });
  const own = commitAll(on.at("w"), "agent's own");
  await writeFiles(on.at("w"), { "two.txt": "2\n" });
  const parked = await park(on);
  await detachWorktree(on.workspace, on.at("w"));
  const author = { name: "Grace", email: "grace@example.org" };
  const request = { content: parked.commit, author, message: "What was left", at: 1_750_000_000_000 };
  const done = await makeCommit(on.mirror, request);
  expect(done.made).toBe(true);
  // No branch holds it until it may.
  expect(await resolveCommit(on.mirror, "refs/heads/spool/t")).toBe(own);
  expect(await makeCommit(on.mirror, request)).toEqual(done);
  await moveBranch(on.mirror, { branch: "spool/t", commit: done.commit, expectedOld: own });
  await moveBranch(on.mirror, { branch: "spool/t", commit: done.commit, expectedOld: own });
  const log = git(on.source, "--git-dir", on.mirror.layout.repository, "log", "--format=%an %s", "spool/t");
  expect(log.split("\n")).toEqual(["Grace What was left", "Ada agent's own", "Ada first"]);
  expect(treeOf(on.mirror.layout.repository, done.commit)).toBe(parked.tree);
  const nothing = await makeCommit(on.mirror, { ...request, content: done.commit, parent: done.commit });
  expect(nothing).toEqual({ commit: done.commit, made: false });
  const stale = moveBranch(on.mirror, { branch: "spool/t", commit: on.base, expectedOld: own });
  await expect(stale).rejects.toMatchObject({ reason: "ref_moved" });
  expect(await resolveCommit(on.mirror, "refs/heads/spool/t")).toBe(done.commit);
});

test("diffs, files and listings are served after the worktree is gone", async () => {
  const on = await withWorktree({
    "a.txt": "1\n2\n3\n",
    "move/me.txt": "long enough\nto be\nfound\n",
    bin: Buffer.from([0, 1]),
  });
  await writeFiles(on.at("w"), { "a.txt": "1\nzwei\n3\n", bin: Buffer.from([0, 1, 2]), "to/you.txt": "" });
  await copyFile(on.at("w/move/me.txt"), on.at("w/to/you.txt"));
  await rm(on.at("w/move"), { recursive: true });
  const made = await park(on);
  await removeWorktree(on.workspace, on.at("w"));
  expect(await changedFiles(on.mirror, on.base, made.commit)).toEqual([
    {
      path: "a.txt",
      status: "modified",
      additions: 1,
      deletions: 1,
      binary: false,
    },
    {
      path: "bin",
      status: "modified",
      additions: 0,
      deletions: 0,
      binary: true,
    },
    {
      path: "to/you.txt",
      old: { path: "move/me.txt" },
      status: "renamed",
      additions: 0,
      deletions: 0,
      binary: false,
    },
  ]);
  const whole = await patchText(on.mirror, on.base, made.commit, { paths: ["a.txt"] });
  expect(whole.truncated).toBe(false);
  expect(whole.bytes.toString()).toContain("-2\n+zwei\n");
  const cut = await patchText(on.mirror, on.base, made.commit, { limitBytes: 10 });
  expect(cut).toMatchObject({ truncated: true, bytes: Buffer.from("diff --git") });
  const part = await readBlob(on.mirror, made.commit, "a.txt", { offset: 2, length: 4 });
  expect(part).toEqual({ bytes: Buffer.from("zwei"), size: 9, kind: "file" });
  await expect(readBlob(on.mirror, made.commit, "nope")).rejects.toMatchObject({ reason: "file_missing" });
  await expect(readBlob(on.mirror, made.commit, "to")).rejects.toMatchObject({ reason: "file_missing" });
  await expect(listTree(on.mirror, made.commit, "a.txt")).rejects.toMatchObject({ reason: "file_missing" });
  expect((await listTree(on.mirror, made.commit)).map(({ name, kind }) => [name.path, kind])).toEqual([
    ["a.txt", "file"],
    ["bin", "file"],
    ["to", "directory"],
  ]);
  expect((await changedFiles(on.mirror, undefined, on.base)).map(({ status }) => status)).toEqual([
    "added",
    "added",
    "added",
  ]);
});
