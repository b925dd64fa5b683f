import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { nearestNames, remoteBranches, resolveBase } from "../../runner/workspace/base.ts";
import { branchName } from "../../runner/core/branch-name.ts";
import { checkpoint } from "../../runner/workspace/checkpoint.ts";
import { runGit } from "../../runner/workspace/git.ts";
import { fetchMirror, openMirror } from "../../runner/workspace/mirror.ts";
import { readGit, resolveCommit, writeGit } from "../../runner/workspace/mirror-git.ts";
import { createWorktree } from "../../runner/workspace/worktree.ts";
import { openWorkspace } from "../../runner/workspace/workspace.ts";
import { bench, commitAll, git, scratchDirectory, sourceRepository, until, writeFiles } from "./scratch.ts";

test("a mirror has tracking refs and tags, and follows the remote without touching work", async () => {
  const { mirror, source, base, workspace, at } = await bench();
  git(source, "branch", "old");
  git(source, "tag", "v1");
  expect(await fetchMirror(mirror)).toMatchObject({ kind: "fresh" });
  expect(await remoteBranches(mirror)).toEqual(["main", "old"]);
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "old" });
  git(source, "branch", "-D", "old");
  await writeFiles(source, { "n.txt": "n\n" });
  const next = commitAll(source, "next");
  git(source, "tag", "-f", "v1");
  await fetchMirror(mirror);
  expect(await remoteBranches(mirror)).toEqual(["main"]);
  expect(await resolveCommit(mirror, "refs/heads/old")).toBe(base);
  expect(await resolveCommit(mirror, "refs/tags/v1")).toBe(next);
  for (const name of ["main", "origin/main", "refs/heads/main"]) {
    expect(await resolveBase(mirror, name)).toEqual({ branch: "main", commit: next, empty: false });
  }
});

test("a missing base names its neighbours", async () => {
  const { mirror, source } = await bench();
  git(source, "branch", "release/1.2");
  // What Spool pushed is nothing to start from.
  git(source, "branch", "spool/main-fix");
  await fetchMirror(mirror);
  await expect(resolveBase(mirror, "mian")).rejects.toMatchObject({
    reason: "ref_missing",
    details: { suggestions: ["main", "release/1.2"] },
  });
  expect(nearestNames("develop", ["feature/x", "Develop", "main"])[0]).toBe("Develop");
});

test("an empty repository gives an empty root, the same each time, and work can start on it", async () => {
  const directory = scratchDirectory();
  const source = join(directory, "empty");
  await mkdir(source);
  git(source, "init", "-q", "--bare", "-b", "main");
  const mirror = await openMirror({ directory: join(directory, "mirror"), url: source });
  const base = await resolveBase(mirror, "main");
  expect(base).toMatchObject({ branch: "main", empty: true });
  expect(await resolveBase(mirror, "main")).toEqual(base);
  const workspace = await openWorkspace(mirror, join(directory, "w"));
  const path = join(workspace.root, "one");
  await createWorktree(workspace, { path, commit: base.commit, branch: "spool/t" });
  await writeFiles(path, { "first.txt": "1\n" });
  const made = await checkpoint(workspace, { path, ref: "refs/spool/checkpoints/r/1", message: "m" });
  expect(made).toMatchObject({ kind: "made", head: base.commit, changedFiles: 1 });
});

test("a vanished remote leaves the last fetched state, and says how old it is", async () => {
  const { mirror, source, base, warnings } = await bench();
  const stamp = join(mirror.layout.control, "fetched");
  await utimes(stamp, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
  await rename(source, `${source}-away`);
  const outcome = await fetchMirror(mirror);
  expect(outcome).toMatchObject({ kind: "stale", error: { reason: "remote_missing" } });
  expect(outcome.kind === "stale" && Math.round(outcome.ageMs / 60_000)).toBe(60);
  expect(warnings.map(({ kind }) => kind)).toEqual(["remote_stale"]);
  expect((await resolveBase(mirror, "main")).commit).toBe(base);
});

test("a mirror that cannot be made leaves nothing, and what is not a mirror is not touched", async () => {
  const directory = scratchDirectory();
  const target = join(directory, "mirror");
  await writeFiles(directory, { "mirror.making-dead/half": "x" });
  const missing = openMirror({ directory: target, url: join(directory, "nothing") });
  await expect(missing).rejects.toMatchObject({ code: "git_failed", reason: "remote_missing" });
  expect(await readdir(directory)).toEqual([]);
  await writeFiles(target, { file: "mine" });
  const source = await sourceRepository(directory);
  await expect(openMirror({ directory: target, url: source })).rejects.toMatchObject({ reason: "path_exists" });
  for (const url of ["ext::sh -c touch% /tmp/x", "--upload-pack=x", "relative/path", "fd::3", "ftp://host/x", "a\nb"]) {
    const refused = openMirror({ directory: join(directory, "other"), url });
    await expect(refused).rejects.toMatchObject({ reason: "remote_forbidden" });
  }
});

test("opening again is cheap, at once is safe, and a moved remote is followed", async () => {
  const { mirror, directory, source, warnings } = await bench();
  const options = { directory: join(directory, "m2"), url: `file://${source}` };
  const [first, second] = await Promise.all([openMirror(options), openMirror(options)]);
  expect(first.identity).toEqual(second.identity);
  await rename(source, `${source}-moved`);
  const warn = (warning: (typeof warnings)[number]): void => void warnings.push(warning);
  const moved = await openMirror({ directory: mirror.layout.directory, url: `${source}-moved`, warn });
  expect(await fetchMirror(moved)).toMatchObject({ kind: "fresh" });
  expect(warnings).toEqual([]);
});

test("git's own protocol works, and a daemon that is gone is an unreachable remote", async () => {
  const directory = scratchDirectory();
  const source = await sourceRepository(directory);
  const port = await freePort();
  const args = [
    "daemon",
    "--reuseaddr",
    "--export-all",
    "--listen=127.0.0.1",
    `--port=${port}`,
    `--base-path=${directory}`,
  ];
  const daemon = spawn("git", [...args, directory], { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const exited = new Promise((resolve) => daemon.once("exit", resolve));
  onTestFinished(async () => {
    if (daemon.pid !== undefined) process.kill(-daemon.pid, "SIGKILL");
    await exited;
  });
  const options = { directory: join(directory, "mirror"), url: `git://127.0.0.1:${port}/source` };
  let mirror = await openMirror(options).catch(() => undefined);
  await until(
    async () => (mirror ??= await openMirror(options).catch(() => undefined)) !== undefined,
    "the daemon answers",
  );
  if (!mirror) throw new Error("no mirror");
  expect((await resolveBase(mirror, "main")).commit).toBe(git(source, "rev-parse", "main"));
  const closed = openMirror({
    ...options,
    directory: join(directory, "m2"),
    url: `git://127.0.0.1:${await freePort()}/x`,
  });
  await expect(closed).rejects.toMatchObject({ reason: "remote_unreachable" });
});

test("lock files left behind go, lock files in use and fresh ones stay", async () => {
  const { mirror, base, warnings } = await bench();
  const stale = join(mirror.layout.repository, "refs", "heads", "a.lock");
  await writeFile(stale, "");
  await utimes(stale, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  await writeGit(mirror, ["update-ref", "refs/heads/a", base]);
  expect(warnings).toMatchObject([{ kind: "stale_lock_removed", paths: [stale] }]);
  expect(await resolveCommit(mirror, "refs/heads/a")).toBe(base);
  const held = join(mirror.layout.repository, "refs", "heads", "b.lock");
  const holder = spawn("sh", ["-c", 'exec 9>"$0"; echo open; read x', held], { stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise((resolve) => holder.once("exit", resolve));
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  await utimes(held, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  const impatient = { ...mirror, lockPolicy: { staleAfterMs: 100, patienceMs: 200 } };
  const refused = writeGit(impatient, ["update-ref", "refs/heads/b", base]);
  await expect(refused).rejects.toMatchObject({ reason: "locked" });
  expect(existsSync(held)).toBe(true);
  holder.stdin.end();
  await ended;
  await rm(held);
  await writeFile(held, "");
  const young = writeGit({ ...mirror, lockPolicy: { staleAfterMs: 60_000, patienceMs: 100 } }, [
    "update-ref",
    "refs/heads/b",
    base,
  ]);
  await expect(young).rejects.toMatchObject({ reason: "locked" });
});

test("a command that hangs ends with its whole group, by time or by signal, and others wait for its lock", async () => {
  const { mirror } = await bench();
  const sleepy = ["-c", "alias.wait=!sleep 60 & echo $! >&2; wait", "wait"];
  await expect(runGit(sleepy, { timeoutMs: 200 })).rejects.toMatchObject({ reason: "timeout" });
  const controller = new AbortController();
  const cancelled = runGit(sleepy, { signal: controller.signal, lock: mirror.layout.lock });
  const waiting = readGit(mirror, ["version"], { lock: mirror.layout.lock, timeoutMs: 300 });
  await expect(waiting).rejects.toSatisfy((error: Error) => /locked|timeout/.test(JSON.stringify(error)));
  controller.abort();
  await expect(cancelled).rejects.toMatchObject({ reason: "cancelled" });
  await readGit(mirror, ["version"], { lock: mirror.layout.lock });
  await expect(runGit(["version"], { cwd: "/nonexistent" })).rejects.toMatchObject({ reason: "git_missing" });
});

test("branch names are safe whatever the title", () => {
  expect(branchName("Fix the Löwe: déjà-vu!", "01ABC")).toBe("spool/fix-the-lowe-deja-vu-01abc");
  expect(branchName("日本語", "x/y.lock")).toBe("spool/thread-xylock");
  expect(branchName("..//@{-1}~^: \n", "")).toBe("spool/1-0");
  const long = branchName("word ".repeat(40), "id");
  expect(long.length).toBeLessThan(60);
  expect(long).toMatch(/^spool\/word(?:-word)*-id$/);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
