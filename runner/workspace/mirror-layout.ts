import { lstatSync, readlinkSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { askpassScript } from "./credentials.ts";
import { GitError } from "./git-error.ts";
import { readPlain, readPlainSync } from "./plain-file.ts";

/**
 * A mirror is two git directories over the same objects and refs. `repository.git` is what worktrees point to, so
 * agents can write its configuration and hooks. `control` is what the runner's own git uses: its own configuration, no
 * hooks, no attributes, and links to the objects, refs and worktree records. A setting that an agent plants in
 * `repository.git` is therefore never read by the runner, not even between a check and its use.
 */
export interface MirrorLayout {
  directory: string;
  repository: string;
  control: string;
  /** Held by flock(1) around ref and record writes. */
  lock: string;
  /** Held around fetches alone: a slow network must not stall checkpoints. */
  fetchLock: string;
  /** One lock file per worktree, held while its files are written. */
  locks: string;
  scratch: string;
  trash: string;
}

export interface MirrorIdentity {
  version: 1;
  /** Without secrets. */
  url: string;
  objectFormat: "sha1" | "sha256";
}

const shared = ["objects", "refs", "packed-refs", "worktrees", "logs"] as const;

/** What only an agent, or a tool that it ran, can have put there. */
const unwanted = [
  "repository.git/hooks",
  "repository.git/info/attributes",
  "repository.git/config.worktree",
  "repository.git/objects/info/alternates",
  "control/hooks",
  "control/info",
  "control/config.worktree",
] as const;

const directories = ["objects/info", "objects/pack", "refs/heads", "refs/tags", "worktrees", "logs"] as const;

/**
 * A link here would send what the runner's git writes, and what its fetch prunes, into another repository of the same
 * account, or out of it what no agent may see. Parents before children.
 */
const neverLinks = [
  "objects",
  "objects/info",
  "objects/pack",
  "refs",
  "refs/heads",
  "refs/heads/spool",
  "refs/remotes",
  "refs/remotes/origin",
  "refs/spool",
  "refs/spool/checkpoints",
  "refs/spool/live",
  "refs/tags",
  "worktrees",
  "logs",
  "logs/refs",
  "logs/refs/heads",
  "logs/refs/heads/spool",
  "packed-refs",
] as const;

export function mirrorLayout(directory: string): MirrorLayout {
  return {
    directory,
    repository: join(directory, "repository.git"),
    control: join(directory, "control"),
    lock: join(directory, "spool.lock"),
    fetchLock: join(directory, "fetch.lock"),
    locks: join(directory, "locks"),
    scratch: join(directory, "scratch"),
    trash: join(directory, "trash"),
  };
}

/**
 * Where a git that works on a worktree finds the git that it starts itself: one that says nothing and does nothing. `git
 * add` asks each repository inside the worktree for its status, by a git that obeys the configuration of that repository,
 * which the agent wrote: its filters would run outside the sandbox.
 */
export function noChildren(layout: MirrorLayout): string {
  return join(layout.control, "no-children");
}

/** Makes both directories; no remote is asked. */
export async function writeLayout(layout: MirrorLayout, identity: MirrorIdentity): Promise<void> {
  const { repository, control } = layout;
  await ensureDirectories(layout);
  for (const path of [layout.locks, layout.scratch, layout.trash]) await mkdir(path, { recursive: true });
  for (const path of [layout.lock, layout.fetchLock, join(repository, "packed-refs")]) {
    await writeFile(path, "", { flag: "a" });
  }
  for (const [path, content] of expectedFiles(layout, identity)) await writeFile(path, content, { mode: modeOf(path) });
  for (const name of shared) await symlink(join("..", "repository.git", name), join(control, name));
  await writeIdentity(layout, identity);
}

export async function writeIdentity(layout: MirrorLayout, identity: MirrorIdentity): Promise<void> {
  await replaceFile(join(layout.control, "mirror.json"), `${JSON.stringify(identity)}\n`, 0o644);
}

/** Undefined where there is no mirror. */
export async function readIdentity(layout: MirrorLayout): Promise<MirrorIdentity | undefined> {
  const text = await readText(join(layout.control, "mirror.json"));
  if (text === undefined) return undefined;
  const value = parsed(text);
  if (
    typeof value === "object" &&
    value !== null &&
    "version" in value &&
    value.version === 1 &&
    "url" in value &&
    typeof value.url === "string" &&
    "objectFormat" in value &&
    (value.objectFormat === "sha1" || value.objectFormat === "sha256")
  ) {
    return { version: 1, url: value.url, objectFormat: value.objectFormat };
  }
  throw new GitError("corrupt", `${layout.control} was not written by this version of Spool`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half a file, after a power cut: no mirror of ours, which is what the caller says.
    return undefined;
  }
}

/**
 * Puts back what an agent, or a tool it ran, changed in the mirror's settings: a planted hook would otherwise run in the
 * next agent's worktree. Returns the paths that were restored.
 */
export async function restoreLayout(layout: MirrorLayout, identity: MirrorIdentity): Promise<string[]> {
  if (isIntact(layout, identity)) return [];
  const restored: string[] = [];
  for (const name of neverLinks) {
    const path = join(layout.repository, name);
    if (!(await lstat(path).catch(() => undefined))?.isSymbolicLink()) continue;
    await moveAway(layout, path);
    restored.push(path);
  }
  // Git takes `worktrees` away with the last record, and the control directory's link would lead nowhere.
  await ensureDirectories(layout);
  for (const [path, content] of expectedFiles(layout, identity)) {
    if ((await readPlain(path, Buffer.byteLength(content))) === content) continue;
    const status = await lstat(path).catch(() => undefined);
    if (status && !status.isFile()) await moveAway(layout, path);
    await replaceFile(path, content, modeOf(path));
    restored.push(path);
  }
  for (const name of shared) {
    const link = join(layout.control, name);
    const target = join("..", "repository.git", name);
    if ((await readlink(link).catch(() => undefined)) === target) continue;
    await moveAway(layout, link);
    await symlink(target, link);
    restored.push(link);
  }
  for (const name of unwanted) {
    const path = join(layout.directory, name);
    if (await isEmptyOrAbsent(path)) continue;
    await moveAway(layout, path);
    restored.push(path);
  }
  return restored;
}

/** The usual case, asked before each start of an agent: without a queue for each of its thirty looks. */
function isIntact(layout: MirrorLayout, identity: MirrorIdentity): boolean {
  const { directory, repository, control } = layout;
  const isFile = ([path, content]: [string, string]) => readPlainSync(path, Buffer.byteLength(content)) === content;
  const isLink = (name: string) => {
    const path = join(control, name);
    const isThere = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isThere && readlinkSync(path) === join("..", "repository.git", name);
  };
  return (
    directories.every((name) => lstatSync(join(repository, name), { throwIfNoEntry: false })?.isDirectory()) &&
    neverLinks.every((name) => !lstatSync(join(repository, name), { throwIfNoEntry: false })?.isSymbolicLink()) &&
    expectedFiles(layout, identity).every(isFile) &&
    shared.every(isLink) &&
    unwanted.every((name) => lstatSync(join(directory, name), { throwIfNoEntry: false }) === undefined)
  );
}

function expectedFiles(layout: MirrorLayout, identity: MirrorIdentity): [string, string][] {
  const config = configText(identity);
  const safe = identity.url.startsWith("/") || identity.url.startsWith("file://");
  const source = identity.url.replace(/^file:\/\//, "");
  return [
    [join(layout.repository, "config"), config],
    [join(layout.repository, "HEAD"), "ref: refs/heads/spool/none\n"],
    [join(layout.control, "config"), config],
    [join(layout.control, "HEAD"), "ref: refs/heads/spool/none\n"],
    [join(layout.control, "askpass"), askpassScript],
    [join(noChildren(layout), "git"), "#!/bin/sh\nexit 0\n"],
    // A local source may belong to another account; git on the other end reads only its "global" configuration.
    [
      join(layout.control, "global"),
      safe ? `[safe]\n\tdirectory = ${quote(source)}\n\tdirectory = ${quote(join(source, ".git"))}\n` : "",
    ],
  ];
}

function configText(identity: MirrorIdentity): string {
  const isDefault = identity.objectFormat === "sha1";
  return [
    "[core]",
    `\trepositoryformatversion = ${isDefault ? 0 : 1}`,
    "\tfilemode = true",
    "\tbare = true",
    "\tlogAllRefUpdates = true",
    ...(isDefault ? [] : ["[extensions]", `\tobjectFormat = ${identity.objectFormat}`]),
    "[gc]",
    "\tauto = 0",
    "[maintenance]",
    "\tauto = false",
    '[remote "origin"]',
    `\turl = ${quote(identity.url)}`,
    "\tfetch = +refs/heads/*:refs/remotes/origin/*",
    "",
  ].join("\n");
}

function quote(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function modeOf(path: string): number {
  return /\/(?:askpass|git)$/.test(path) ? 0o755 : 0o644;
}

async function ensureDirectories(layout: MirrorLayout): Promise<void> {
  await mkdir(noChildren(layout), { recursive: true });
  for (const name of directories) {
    await mkdir(join(layout.repository, name), { recursive: true });
  }
}

async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, content, { mode });
  await rename(temporary, path);
}

async function moveAway(layout: MirrorLayout, path: string): Promise<void> {
  await mkdir(layout.trash, { recursive: true });
  await rename(path, join(layout.trash, randomUUID())).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") await rm(path, { recursive: true, force: true });
  });
}

async function isEmptyOrAbsent(path: string): Promise<boolean> {
  const status = await lstat(path).catch(() => undefined);
  if (!status) return true;
  return status.isDirectory() && (await readdir(path)).length === 0;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
