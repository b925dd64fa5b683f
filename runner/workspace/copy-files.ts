import { constants, type Stats } from "node:fs";
import {
  copyFile,
  glob,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
} from "node:fs/promises";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { placeOf, readWorktree, worktreeOptions, type Workspace } from "./workspace.ts";
import type { WorkspaceWarning } from "./warning.ts";
import { GitError } from "./git-error.ts";
import { isWithin } from "./within.ts";

export interface CopyRequest {
  /** Of the worktree. */
  path: string;
  /** Directory that the patterns are relative to, for instance the developer's own checkout. */
  from: string;
  /** `.env`, `config/*.local.json`, `certs` (a directory with all that is in it). */
  patterns: readonly string[];
}

export interface CopyResult {
  /** Files and links, relative to the worktree, sorted. */
  copied: string[];
  warnings: WorkspaceWarning[];
}

/**
 * Copies declared files that git does not carry into a worktree. All are staged first and then renamed into place, so
 * that a file is there whole or not at all. Links that lead out of the source, and places reached through a link out of
 * the worktree, are refused with a warning. A pattern that could leave the source is an error.
 */
export async function copyFiles(workspace: Workspace, request: CopyRequest): Promise<CopyResult> {
  const place = await placeOf(workspace, request.path);
  const source = await realpath(request.from).catch((cause: unknown) => {
    throw new GitError("file_missing", `no directory ${request.from} to copy from`, { cause });
  });
  const refused: string[] = [];
  const files = new Map<string, Stats>();
  for (const pattern of request.patterns) {
    ensureInside(pattern);
    for await (const match of glob(pattern, { cwd: source })) await collect(source, match, files, refused);
  }
  const staging = await mkdtemp(join(workspace.trash, "copy-"));
  const copied: string[] = [];
  try {
    for (const [name, status] of files) {
      const target = join(place.path, name);
      if (!(await isWithin(place.path, dirname(target))) || (await isDirectory(target))) refused.push(name);
      else {
        await stage(join(source, name), join(staging, name), status);
        copied.push(name);
      }
    }
    for (const name of copied) {
      await mkdir(dirname(join(place.path, name)), { recursive: true });
      await rename(join(staging, name), join(place.path, name));
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  const warnings: WorkspaceWarning[] = [];
  if (refused.length > 0) {
    const message = "declared files were not copied: they lead out of the source or of the worktree";
    warnings.push({ kind: "file_refused", message, paths: [...new Set(refused)].slice(0, 100) });
  }
  const visible = await notIgnored(workspace, request.path, copied);
  if (visible.length > 0) {
    const message = "copied files are not ignored by git and will be part of checkpoints and commits";
    warnings.push({ kind: "file_not_ignored", message, paths: visible.slice(0, 100) });
  }
  return { copied: copied.toSorted(), warnings };
}

function ensureInside(pattern: string): void {
  if (!isAbsolute(pattern) && !pattern.split(/[/\\]/).includes("..") && !pattern.includes("\0") && pattern !== "")
    return;
  throw new GitError("path_outside", `${JSON.stringify(pattern)} could name a file outside the source`);
}

/** Never follows a link; never enters a `.git`. */
async function collect(source: string, name: string, files: Map<string, Stats>, refused: string[]): Promise<void> {
  const path = join(source, name);
  const status = await lstat(path);
  if (name.split(sep).includes(".git") || !(await isWithin(source, dirname(path)))) refused.push(name);
  else if (status.isDirectory()) {
    for (const entry of await readdir(path)) await collect(source, join(name, entry), files, refused);
  } else if (status.isFile()) files.set(name, status);
  else if (status.isSymbolicLink()) {
    const target = resolve(dirname(path), await readlink(path));
    const isInside = !isAbsolute(await readlink(path)) && (await isWithin(source, target));
    if (isInside) files.set(name, status);
    else refused.push(name);
  } else refused.push(name);
}

async function isDirectory(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function stage(from: string, to: string, status: Stats): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (status.isSymbolicLink()) await symlink(await readlink(from), to);
  // The mode comes along; blocks are shared where the file system can.
  else await copyFile(from, to, constants.COPYFILE_FICLONE);
}

async function notIgnored(workspace: Workspace, path: string, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const place = await placeOf(workspace, path);
  // This one command refuses to take names literally; the prefix keeps a leading colon from being magic.
  const { environment } = worktreeOptions(workspace.mirror, place);
  const result = await readWorktree(workspace, place, ["check-ignore", "-z", "--stdin"], {
    environment: { ...environment, GIT_LITERAL_PATHSPECS: "0" },
    input: names.map((name) => `./${name}\0`).join(""),
    accept: [0, 1],
  });
  const ignored = new Set(result.stdout.toString().split("\0"));
  return names.filter((name) => !ignored.has(`./${name}`));
}
