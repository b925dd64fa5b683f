import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runGit } from "./git.ts";
import { GitError } from "./git-error.ts";
import { ensureSettings, readGit, resolveCommit } from "./mirror-git.ts";
import {
  ensureBranchesFree,
  exists,
  finishRecord,
  placeBranch,
  readHead,
  readRecord,
  writeRecord,
  type HeadState,
  type RecordState,
} from "./record.ts";
import { putOnBranch } from "./placement.ts";
import { discard } from "./trash.ts";
import {
  placeOf,
  readWorktree,
  writeWorktree,
  writeWorktreeRef,
  type Workspace,
  type WorktreePlace,
} from "./workspace.ts";

export interface Worktree {
  path: string;
  /** Commit that HEAD stands at; undefined on a branch without commits. */
  head: string | undefined;
  /** Undefined when detached. */
  branch: string | undefined;
  /** It was there already, made by a call that was cut off after its end. */
  reused: boolean;
}

export interface CreateRequest {
  /** Below the workspace's root, not there yet. */
  path: string;
  commit: string;
  /** Made at `commit`, or already there. Detached without. */
  branch?: string;
  /** Where the branch stands now, if it is to be moved to `commit`. */
  expectedOld?: string;
  signal?: AbortSignal;
}

/** A new worktree. Without a branch it is a spare, to be claimed later. May be repeated after a crash. */
export function createWorktree(workspace: Workspace, request: CreateRequest): Promise<Worktree> {
  return build(workspace, request, request.commit);
}

export interface MaterialiseRequest {
  path: string;
  /** Commit made by `checkpoint`. */
  checkpoint: string;
  branch?: string;
  expectedOld?: string;
  signal?: AbortSignal;
}

/**
 * A new worktree in the state of a checkpoint: HEAD and branch at its parent, and what was uncommitted then is
 * uncommitted again (staged changes become unstaged).
 */
export async function materialise(workspace: Workspace, request: MaterialiseRequest): Promise<Worktree> {
  const commit = await resolveCommit(workspace.mirror, request.checkpoint);
  if (commit === undefined) throw new GitError("ref_missing", `no checkpoint ${request.checkpoint}`);
  const parent = await resolveCommit(workspace.mirror, `${commit}^`);
  const { checkpoint: _, ...rest } = request;
  return build(workspace, { ...rest, ...(parent !== undefined && { commit: parent }) }, commit);
}

type BuildRequest = Omit<CreateRequest, "commit"> & { commit?: string };

async function build(workspace: Workspace, request: BuildRequest, content: string): Promise<Worktree> {
  const { mirror } = workspace;
  const place = await placeOf(workspace, request.path);
  return workspace.queues.run(place.id, async () => {
    await ensureSettings(mirror);
    const result = { path: place.path, head: request.commit, branch: request.branch };
    const found = await readRecord(place);
    if (found?.complete) {
      await ensureSame(workspace, place, found, request);
      return { ...result, reused: true };
    }
    if (found) {
      // A git of the killed runner may still be filling it: have its lock before it goes.
      await runGit(["version"], { lock: place.lock });
      await discard(workspace, place);
    } else if ((await readdir(place.path).catch(() => [])).length > 0 || (await isFile(place.path))) {
      throw new GitError("path_exists", `${place.path} is there and is no worktree of this mirror`);
    }
    await mirror.queue.run(() => register(workspace, place, request));
    const signal = request.signal ? { signal: request.signal } : {};
    try {
      await writeWorktree(workspace, place, ["read-tree", "--reset", "-u", content], signal);
      if (request.commit === undefined) await rm(join(place.record, "index"), { force: true });
      else if (request.commit !== content) await resetIndex(workspace, place, request.commit);
    } catch (error) {
      await discard(workspace, place);
      throw error;
    }
    await finishRecord(place);
    return { ...result, reused: false };
  });
}

async function register(workspace: Workspace, place: WorktreePlace, request: BuildRequest): Promise<void> {
  const { mirror } = workspace;
  if (request.commit !== undefined && (await resolveCommit(mirror, request.commit)) !== request.commit) {
    throw new GitError("ref_missing", `no commit ${request.commit} in the mirror`);
  }
  if (request.branch !== undefined) {
    await ensureBranchesFree(mirror, [{ branch: request.branch, ownId: place.id }]);
    if (request.commit === undefined) await ensureBranchName(workspace, request.branch);
    else await placeBranch(mirror, request.branch, request.commit, request.expectedOld);
  }
  await writeRecord(place, headFor(request));
}

function headFor(request: BuildRequest): HeadState {
  if (request.branch !== undefined) return { kind: "branch", branch: request.branch };
  if (request.commit !== undefined) return { kind: "detached", commit: request.commit };
  throw new GitError("ref_missing", "a checkpoint without a parent needs a branch to stand on");
}

async function ensureSame(
  workspace: Workspace,
  place: WorktreePlace,
  found: RecordState,
  request: BuildRequest,
): Promise<void> {
  const branch = found.head.kind === "branch" ? found.head.branch : undefined;
  const head = await headCommit(workspace, place);
  if (branch === request.branch && head === request.commit) return;
  throw new GitError("path_exists", `${place.path} is a worktree already, in another state`, {
    details: { branch: branch ?? null, head: head ?? null },
  });
}

/** The index as of `commit`; files stay, and what differs from it shows as uncommitted. */
async function resetIndex(workspace: Workspace, place: WorktreePlace, commit: string): Promise<void> {
  await writeWorktree(workspace, place, ["read-tree", "--reset", commit]);
  await writeWorktree(workspace, place, ["update-index", "-q", "--refresh"], { accept: [0, 1] });
}

export interface ClaimRequest {
  /** A spare made by `createWorktree` without a branch. */
  path: string;
  /** Where the branch is to stand. */
  commit: string;
  branch: string;
  expectedOld?: string;
}

export interface Claimed extends Worktree {
  /** The spare stood at another commit, and its files were brought to this one. */
  moved: boolean;
}

/**
 * Turns a spare into a worktree on a branch. Throws `worktree_missing` or `worktree_dirty` where the caller should make
 * one from nothing instead. May be repeated after a crash.
 */
export async function claimWorktree(workspace: Workspace, request: ClaimRequest): Promise<Claimed> {
  const { mirror } = workspace;
  const { branch, commit } = request;
  const place = await placeOf(workspace, request.path);
  return workspace.queues.run(place.id, async () => {
    await ensureSettings(mirror);
    const found = await readRecord(place);
    if (!found?.complete) throw new GitError("worktree_missing", `${place.path} is no finished worktree`);
    const result = { path: place.path, head: commit, branch };
    if (found.head.kind === "branch") {
      if (found.head.branch === branch && (await headCommit(workspace, place)) === commit) {
        return { ...result, reused: true, moved: false };
      }
      throw new GitError("worktree_dirty", `${place.path} is in use on branch ${found.head.branch}`);
    }
    const moved = await bringTo(workspace, place, found.head, commit);
    await putOnBranch(workspace, { place, branch, commit, expectedOld: request.expectedOld });
    return { ...result, reused: false, moved };
  });
}

async function bringTo(workspace: Workspace, place: WorktreePlace, head: HeadState, commit: string): Promise<boolean> {
  const mark = join(place.record, "spool-moving");
  const interrupted = await exists(mark);
  if (!interrupted && head.kind === "detached" && head.commit === commit) return false;
  // Renamed into place: what stands there may be a link, by which something else would be written over.
  await rm(`${mark}.new`, { force: true });
  await writeFile(`${mark}.new`, `${commit}\n`, { flag: "wx" });
  await rename(`${mark}.new`, mark);
  try {
    // After a crash in the middle, half the files are of the one commit and half of the other: no edits to respect.
    const force = interrupted ? ["--force"] : [];
    const args = ["checkout", "--quiet", ...force, "--detach", "--no-recurse-submodules", commit, "--"];
    await writeWorktree(workspace, place, args);
  } catch (error) {
    if (GitError.isGit(error, "worktree_dirty")) await rm(mark, { force: true });
    throw error;
  }
  await rm(mark, { force: true });
  return true;
}

/** Leaves files and commits as they are and gives the branch free for another worktree. */
export async function detachWorktree(workspace: Workspace, path: string): Promise<Worktree> {
  const place = await placeOf(workspace, path);
  return workspace.queues.run(place.id, async () => {
    const found = await readRecord(place);
    if (!found) throw new GitError("worktree_missing", `${place.path} is no worktree`);
    const head = await headCommit(workspace, place);
    const isFree = found.head.kind === "detached" || head === undefined;
    if (!isFree) {
      const args = ["update-ref", "--no-deref", "-m", "detached", "HEAD", head];
      await workspace.mirror.queue.run(() => writeWorktreeRef(workspace, place, args));
    }
    return { path: place.path, head, branch: undefined, reused: isFree };
  });
}

/** The record is enough; the files may be gone. */
async function headCommit(workspace: Workspace, place: WorktreePlace): Promise<string | undefined> {
  const { mirror } = workspace;
  const head = await readHead(place.record);
  if (head.kind === "branch") return resolveCommit(mirror, `refs/heads/${head.branch}`);
  if (head.kind === "detached") return resolveCommit(mirror, head.commit);
  const args = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
  const options = { cwd: mirror.layout.control, accept: [0, 1, 128] };
  const result = await readWorktree(workspace, place, args, options);
  return result.code === 0 ? result.stdout.toString().trim() : undefined;
}

async function ensureBranchName(workspace: Workspace, branch: string): Promise<void> {
  const args = ["check-ref-format", `refs/heads/${branch}`];
  const result = await readGit(workspace.mirror, args, { accept: [0, 1] });
  if (result.code !== 0) {
    throw new GitError("ref_invalid", `${JSON.stringify(branch)} is not a valid branch name`);
  }
}

async function isFile(path: string): Promise<boolean> {
  if (!(await exists(path))) return false;
  return readdir(path).then(
    () => false,
    () => true,
  );
}
