import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { runGit, type GitOptions, type GitResult } from "./git.ts";
import { GitError } from "./git-error.ts";
import type { Mirror } from "./mirror-git.ts";
import { noChildren } from "./mirror-layout.ts";
import { KeyedQueue } from "./queue.ts";
import { retryLocked } from "./stale-lock.ts";

/** The worktrees of one mirror below one directory, which nothing else uses. */
export interface Workspace {
  readonly mirror: Mirror;
  /** Absolute, without symbolic links. */
  readonly root: string;
  /** On the worktrees' own file system, so that throwing away is one rename. */
  readonly trash: string;
  readonly queues: KeyedQueue;
  /** Deletions under way. */
  readonly deletions: Set<Promise<void>>;
}

/** Where a worktree and git's record of it are. Both follow from its path alone, whatever an agent wrote into either. */
export interface WorktreePlace {
  path: string;
  id: string;
  record: string;
  lock: string;
}

/** Makes `root` if it is not there. Close it with `closeWorkspace`. */
export async function openWorkspace(mirror: Mirror, root: string): Promise<Workspace> {
  await mkdir(root, { recursive: true });
  const real = await realpath(root);
  const trash = join(real, ".trash");
  await mkdir(trash, { recursive: true });
  return { mirror, root: real, trash, queues: new KeyedQueue(), deletions: new Set() };
}

/** Waits for deletions under way. The mirror's own git ends too. */
export async function closeWorkspace(workspace: Workspace): Promise<void> {
  workspace.mirror.lookup.close();
  while (workspace.deletions.size > 0) await Promise.all(workspace.deletions);
}

/** Throws `path_outside` for what is not strictly below the root. */
export async function placeOf(workspace: Workspace, path: string): Promise<WorktreePlace> {
  const wanted = resolve(path);
  // The parent may be reached through a link, or not be there yet; either way the name below the root is what counts.
  const parent = await realpath(dirname(wanted)).catch(() => dirname(wanted));
  const real = join(parent, basename(wanted));
  const below = relative(workspace.root, real);
  if (below === "" || below.split("/")[0] === ".trash" || below === ".." || below.startsWith("../")) {
    throw new GitError("path_outside", `${path} is not below ${workspace.root}`);
  }
  const digest = createHash("sha256").update(real).digest("hex").slice(0, 12);
  const id = `${basename(real)
    .replaceAll(/[^A-Za-z0-9_-]+/g, "_")
    .slice(0, 60)}-${digest}`;
  const { layout } = workspace.mirror;
  return {
    path: real,
    id,
    record: join(layout.repository, "worktrees", id),
    lock: join(layout.locks, id),
  };
}

/** The environment in which git works on this worktree without reading a word that an agent may have written. */
export function worktreeOptions(mirror: Mirror, place: WorktreePlace): GitOptions {
  const { control } = mirror.layout;
  return {
    cwd: place.path,
    globalConfig: join(control, "global"),
    environment: {
      GIT_DIR: place.record,
      GIT_COMMON_DIR: control,
      GIT_WORK_TREE: place.path,
      GIT_EXEC_PATH: noChildren(mirror.layout),
    },
  };
}

export function readWorktree(
  workspace: Workspace,
  place: WorktreePlace,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  return runGit(args, { ...worktreeOptions(workspace.mirror, place), ...options });
}

/** Writes files and index of one worktree, under that worktree's own lock: several are filled at the same time. */
export function writeWorktree(
  workspace: Workspace,
  place: WorktreePlace,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  const { mirror } = workspace;
  return retryLocked(mirror.layout.directory, mirror.lockPolicy, mirror.warn, () =>
    runGit(args, {
      ...worktreeOptions(mirror, place),
      write: true,
      lock: place.lock,
      timeoutMs: 600_000,
      ...options,
    }),
  );
}

/** Writes the worktree's HEAD, or a ref seen from it, under the mirror's lock. */
export function writeWorktreeRef(
  workspace: Workspace,
  place: WorktreePlace,
  args: readonly string[],
): Promise<GitResult> {
  return writeWorktree(workspace, place, args, { lock: workspace.mirror.layout.lock, timeoutMs: 60_000 });
}
