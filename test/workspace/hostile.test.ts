import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { appendFile, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { pushBranch } from "../../runner/publish/push.ts";
import { exportPatches } from "../../runner/publish/patches.ts";
import { resolveBase } from "../../runner/workspace/base.ts";
import { changedFiles } from "../../runner/workspace/changes.ts";
import { checkpoint } from "../../runner/workspace/checkpoint.ts";
import { patchText } from "../../runner/workspace/contents.ts";
import { copyFiles } from "../../runner/workspace/copy-files.ts";
import { parseRemote } from "../../runner/workspace/credentials.ts";
import { redact } from "../../runner/workspace/git-error.ts";
import { fetchMirror, openMirror } from "../../runner/workspace/mirror.ts";
import { placeOf } from "../../runner/workspace/workspace.ts";
import { claimWorktree, createWorktree, detachWorktree } from "../../runner/workspace/worktree.ts";
import { bench, commitAll, git, scratchDirectory, writeFiles } from "./scratch.ts";

test("nothing that an agent plants in configuration, hooks, attributes or .git is ever run by the runner", async () => {
  const on = await bench({ "a.txt": "a\n", ".gitattributes": "*.txt filter=evil diff=evil merge=evil\n" });
  const { mirror, workspace, source, base, at, warnings } = on;
  const planted = join(on.directory, "planted");
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  await createWorktree(workspace, { path: at("spare"), commit: base });
  const run = `touch ${planted}-`;
  const settings: Record<string, string> = {
    "core.fsmonitor": `${run}fsmonitor`,
    "core.hooksPath": join(on.directory, "hooks"),
    "core.sshCommand": `${run}ssh`,
    "core.pager": `${run}pager`,
    "core.editor": `${run}editor`,
    "core.askPass": `${run}askpass`,
    "core.alternateRefsCommand": `${run}alternates`,
    "credential.helper": `!${run}credential`,
    "diff.external": `${run}external`,
    "diff.evil.command": `${run}diff`,
    "diff.evil.textconv": `${run}textconv`,
    "filter.evil.clean": `${run}clean; cat`,
    "filter.evil.smudge": `${run}smudge; cat`,
    "filter.evil.required": "true",
    "merge.evil.driver": `${run}merge`,
    "gpg.program": `${run}gpg`,
    "commit.gpgSign": "true",
    "alias.read-tree": `!${run}alias`,
    "remote.origin.uploadpack": `${run}uploadpack;git-upload-pack`,
    "remote.origin.receivepack": `${run}receivepack;git-receive-pack`,
    [`url.ext::${run}url.insteadOf`]: source,
    "protocol.ext.allow": "always",
    "uploadpack.packObjectsHook": `${run}pack`,
    "extensions.worktreeConfig": "true",
  };
  await mkdir(join(on.directory, "hooks"));
  for (const hook of ["post-checkout", "reference-transaction", "pre-push", "post-index-change", "pre-commit"]) {
    for (const directory of [join(on.directory, "hooks"), join(mirror.layout.repository, "hooks")]) {
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, hook), `#!/bin/sh\n${run}hook-${hook}\n`);
      chmodSync(join(directory, hook), 0o755);
    }
  }
  /** Again before each step: the runner mends what it finds, and an agent has all the time in the world. */
  const plant = async (): Promise<void> => {
    for (const [key, value] of Object.entries(settings))
      git(on.directory, "config", "--file", join(mirror.layout.repository, "config"), key, value);
    await appendFile(join(mirror.layout.repository, "config"), `[include]\n\tpath = ${join(on.directory, "more")}\n`);
    await mkdir(join(mirror.layout.repository, "info"), { recursive: true });
    await writeFile(join(mirror.layout.repository, "info", "attributes"), "* filter=evil diff=evil\n");
  };
  await writeFile(join(on.directory, "more"), `[core]\n\tfsmonitor = ${run}include\n`);
  await writeFiles(at("w"), { "a.txt": "edited\n", "b.txt": "new\n" });
  await plant();
  const first = await checkpoint(workspace, { path: at("w"), ref: "refs/spool/checkpoints/r/1", message: "m" });
  if (first.kind !== "made") throw new Error("nothing was made");
  expect(first.changedFiles).toBe(2);
  await plant();
  await changedFiles(mirror, base, first.commit);
  await patchText(mirror, base, first.commit);
  await writeFiles(source, { "c.txt": "c\n" });
  const next = commitAll(source, "next");
  expect((await fetchMirror(mirror)).kind).toBe("fresh");
  await plant();
  await claimWorktree(workspace, { path: at("spare"), commit: next, branch: "spool/u" });
  await plant();
  await createWorktree(workspace, { path: at("new"), commit: next, branch: "spool/v" });
  await plant();
  await detachWorktree(workspace, at("w"));
  // The agent points its worktree at a repository of its own making.
  const own = join(on.directory, "own.git");
  git(on.directory, "init", "-q", "--bare", own);
  git(own, "config", "core.fsmonitor", `${run}own`);
  await writeFile(at("w/.git"), `gitdir: ${own}\n`);
  await writeFiles(at("w"), { "d.txt": "d\n" });
  await checkpoint(workspace, { path: at("w"), ref: "refs/spool/checkpoints/r/2", message: "m" });
  git(mirror.layout.control, "--git-dir", mirror.layout.control, "update-ref", "refs/heads/spool/t", first.commit);
  await plant();
  await exportPatches(mirror, {
    base,
    commit: first.commit,
    branch: "spool/t",
    directory: join(on.directory, "patches"),
  });
  await pushBranch(mirror, { branch: "spool/t", commit: first.commit });
  expect(readdirSync(on.directory).filter((name) => name.startsWith("planted"))).toEqual([]);
  expect(warnings.some(({ kind }) => kind === "config_restored")).toBe(true);
  await fetchMirror(mirror);
  expect(readFileSync(join(mirror.layout.repository, "config"), "utf8")).not.toContain("evil");
  expect(existsSync(join(mirror.layout.repository, "hooks"))).toBe(false);
  // The proof that the trap works: a git that reads this configuration does run it.
  await plant();
  git(
    on.directory,
    "config",
    "--file",
    join(mirror.layout.repository, "config"),
    "--unset",
    "extensions.worktreeConfig",
  );
  git(at("new"), "status");
  expect(readdirSync(on.directory).some((name) => name.startsWith("planted"))).toBe(true);
});

test("credentials go by askpass to their own host alone, and are in no file, argument or error", async () => {
  const directory = scratchDirectory();
  const seen: (string | undefined)[] = [];
  const leaks: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    seen.push(request.headers.authorization);
    leaks.push(...processesWith("s3cr3t-token"));
    response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end("no, s3cr3t-token is wrong");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://bot:s3cr3t-token@127.0.0.1:${address.port}/repo.git`;
  const failure: unknown = await openMirror({ directory: join(directory, "m"), url }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ reason: "auth_failed" });
  expect(seen).toContain(`Basic ${Buffer.from("bot:s3cr3t-token").toString("base64")}`);
  expect(leaks).toEqual([]);
  expect(
    JSON.stringify(failure) + String(failure) + JSON.stringify((failure as { details: unknown }).details),
  ).not.toContain("s3cr3t");

  const source = join(directory, "source");
  git(directory, "init", "-q", "-b", "main", source);
  commitAll(source, "one");
  const mirror = await openMirror({ directory: join(directory, "local"), url: source });
  const secret = { username: "bot", password: "s3cr3t-token" };
  const elsewhere = { ...mirror, credentials: () => Promise.resolve(secret) };
  await fetchMirror(elsewhere);
  // A remote on another host than the mirror's own would be asked without them.
  const before = seen.length;
  const remote = { ...mirror.remote, url: `http://127.0.0.1:${address.port}/repo.git` };
  await expect(fetchMirror({ ...elsewhere, remote })).resolves.toMatchObject({ kind: "stale" });
  expect(seen.length).toBeGreaterThan(before);
  expect(seen.slice(before).filter(Boolean)).toEqual([]);
  expect(spawnSync("grep", ["-rl", "s3cr3t", directory]).stdout.toString()).toBe("");
});

test("remotes are taken apart and messages are cleaned", () => {
  expect(parseRemote("https://tok%40en@host:8443/a/b.git")).toEqual({
    url: "https://host:8443/a/b.git",
    host: "host:8443",
    local: false,
    credentials: { username: "tok@en", password: "" },
  });
  expect(parseRemote("ssh://git:pw@host/a.git").url).toBe("ssh://git@host/a.git");
  expect(parseRemote("git@host:a.git")).toEqual({ url: "git@host:a.git", local: false });
  expect(redact("fatal: https://u:p@h/x and ssh://git@h/x, tok/en tok%2Fen", ["tok/en"])).toBe(
    "fatal: https://***@h/x and ssh://git@h/x, *** ***",
  );
});

test("declared files are copied whole, with their modes; nothing leads out of the source or the worktree", async () => {
  const on = await bench({ ".gitignore": ".env*\ncerts/\n", "a.txt": "a\n" });
  const { workspace, base, at, directory } = on;
  await createWorktree(workspace, { path: at("w"), commit: base });
  const from = join(directory, "checkout");
  await writeFiles(from, {
    ".env": "A=1\n",
    ".env.local": "B=2\n",
    "certs/deep/key.pem": "k",
    "plain.txt": "p",
    "out/x": "x",
  });
  chmodSync(join(from, "certs/deep/key.pem"), 0o600);
  await writeFiles(directory, { "outside/secret": "s" });
  await symlink("../../outside", join(from, "certs", "up"));
  await symlink(join(directory, "outside", "secret"), join(from, ".env.link"));
  await symlink(".env", join(from, ".env.inner"));
  await symlink(join(directory, "outside"), at("w/out"));
  const result = await copyFiles(workspace, {
    path: at("w"),
    from,
    patterns: [".env*", "certs", "plain.txt", "out/*", "none"],
  });
  expect(result.copied).toEqual([".env", ".env.inner", ".env.local", "certs/deep/key.pem", "plain.txt"]);
  expect(await readFile(at("w/.env.inner"), "utf8")).toBe("A=1\n");
  expect(statSync(at("w/certs/deep/key.pem")).mode & 0o777).toBe(0o600);
  expect(result.warnings).toMatchObject([
    { kind: "file_refused", paths: expect.arrayContaining([".env.link", "certs/up", "out/x"]) as string[] },
    { kind: "file_not_ignored", paths: ["plain.txt"] },
  ]);
  expect(readdirSync(join(directory, "outside"))).toEqual(["secret"]);
  expect(readdirSync(workspace.trash)).toEqual([]);
  for (const pattern of ["../x", "/etc/passwd", "a/../../b", ""]) {
    await expect(copyFiles(workspace, { path: at("w"), from, patterns: [pattern] })).rejects.toMatchObject({
      reason: "path_outside",
    });
  }
  const nowhere = copyFiles(workspace, { path: at("w"), from: join(directory, "nowhere"), patterns: [".env"] });
  await expect(nowhere).rejects.toMatchObject({ reason: "file_missing" });
});

/** Command lines and environments of all processes that hold the text. */
function processesWith(text: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    for (const file of ["cmdline", "environ"]) {
      try {
        const content = readFileSync(`/proc/${pid}/${file}`, "latin1");
        if (content.includes(text) && content.includes("git")) found.push(content);
      } catch {
        // The process is gone or another's.
      }
    }
  }
  return found;
}

test("a repository that an agent makes inside its worktree runs nothing when a checkpoint is taken", async () => {
  const { directory, mirror, workspace, base, at } = await bench();
  const planted = join(directory, "planted");
  await createWorktree(workspace, { path: at("w"), commit: base, branch: "spool/t" });
  await writeFiles(at("w"), { "inner/file.txt": "one\n", "inner/.gitattributes": "* filter=evil\n" });
  git(at("w"), "init", "-q", "inner");
  const inner = commitAll(at("w/inner"), "inner");
  git(at("w"), "add", "--all");
  git(at("w/inner"), "config", "filter.evil.clean", `touch ${planted}; cat`);
  await writeFiles(at("w"), { "inner/file.txt": "two\n" });
  const first = await checkpoint(workspace, { path: at("w"), ref: "refs/spool/checkpoints/r/1", message: "m" });
  expect(existsSync(planted)).toBe(false);
  expect(git(mirror.layout.control, "ls-tree", first.tree, "inner")).toContain(`commit ${inner}`);
  // The proof that the trap works: a git that asks the inner repository does run it.
  git(at("w"), "status");
  expect(existsSync(planted)).toBe(true);
});

test("links that an agent puts into the mirror lead no write of the runner out of it", async () => {
  const { directory, mirror, base, source, warnings } = await bench();
  const other = join(directory, "other");
  git(directory, "init", "-q", "-b", "main", other);
  await writeFiles(other, { "private.txt": "private\n" });
  const kept = commitAll(other, "private");
  const { repository } = mirror.layout;
  const origin = join(repository, "refs", "remotes", "origin");
  await rm(origin, { recursive: true, force: true });
  await mkdir(join(repository, "refs", "remotes"), { recursive: true });
  await symlink(join(other, ".git", "refs", "heads"), origin);
  await rm(join(repository, "packed-refs"));
  await symlink(join(directory, "elsewhere"), join(repository, "packed-refs"));
  await fetchMirror(mirror);
  expect(git(other, "rev-parse", "main")).toBe(kept);
  expect(existsSync(join(directory, "elsewhere"))).toBe(false);
  expect((await resolveBase(mirror, "main")).commit).toBe(base);
  expect(warnings.flatMap(({ paths = [] }) => paths)).toEqual(expect.arrayContaining([origin]));
  expect(git(source, "rev-parse", "main")).toBe(base);
});

test("pipes, endless files and links in git's records of worktrees hold nothing up and write nothing elsewhere", async () => {
  const { directory, workspace, source, base, at } = await bench();
  const victim = join(directory, "victim");
  await writeFile(victim, "precious\n");
  for (const name of ["w", "spare", "pipe", "endless"])
    await createWorktree(workspace, { path: at(name), commit: base });
  await writeFiles(source, { "c.txt": "c\n" });
  const next = commitAll(source, "next");
  await fetchMirror(workspace.mirror);
  const record = async (name: string): Promise<string> => (await placeOf(workspace, at(name))).record;
  await rm(join(await record("pipe"), "HEAD"));
  spawnSync("mkfifo", [join(await record("pipe"), "HEAD")]);
  await rm(join(await record("endless"), "HEAD"));
  await symlink("/dev/zero", join(await record("endless"), "HEAD"));
  await symlink(victim, join(await record("spare"), "spool-moving"));
  // Looks at every record, for who stands on the branch.
  await claimWorktree(workspace, { path: at("spare"), commit: next, branch: "spool/u" });
  expect(readFileSync(victim, "utf8")).toBe("precious\n");
  await writeFiles(at("w"), { "a.txt": "new\n" });
  await rm(join(await record("w"), "index"));
  await symlink("/dev/zero", join(await record("w"), "index"));
  const request = { path: at("w"), ref: "refs/spool/checkpoints/r/1", message: "m" };
  expect(await checkpoint(workspace, request)).toMatchObject({ kind: "made", changedFiles: 1 });
});
