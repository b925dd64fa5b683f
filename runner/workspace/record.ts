import { randomUUID } from "node:crypto";
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GitError } from "./git-error.ts";
import { resolveCommit, writeGit, type Mirror } from "./mirror-git.ts";
import { readPlain } from "./plain-file.ts";
import type { WorktreePlace } from "./workspace.ts";

/**
 * Git's own record of a worktree (gitrepository-layout(5)), written here instead of by `git worktree add`: that would
 * fill the files under the mirror's lock, one worktree after the other, and read settings an agent may have changed.
 */
export interface RecordState {
  /** False while the worktree is being made; such a one is thrown away and made again. */
  complete: boolean;
  head: HeadState;
}

export type HeadState = { kind: "branch"; branch: string } | { kind: "detached"; commit: string } | { kind: "broken" };

/** Git's own mark against pruning; a record that still has it was not finished. */
const making = "locked";

export async function readRecord(place: WorktreePlace): Promise<RecordState | undefined> {
  const files = await readdir(place.record).catch(() => undefined);
  if (!files) return undefined;
  const complete = !files.includes(making) && files.includes("HEAD") && (await exists(join(place.path, ".git")));
  return { complete, head: await readHead(place.record) };
}

export async function readHead(record: string): Promise<HeadState> {
  const text = (await readPlain(join(record, "HEAD"))) ?? "";
  const branch = /^ref: refs\/heads\/(.+)\n?$/.exec(text)?.[1];
  if (branch !== undefined) return { kind: "branch", branch };
  const commit = /^([0-9a-f]{40}|[0-9a-f]{64})\n?$/.exec(text)?.[1];
  return commit === undefined ? { kind: "broken" } : { kind: "detached", commit };
}

/** The worktree that a record says it belongs to; "." where it does not say. */
async function pathOfRecord(record: string): Promise<string> {
  return dirname(((await readPlain(join(record, "gitdir"), 8192)) ?? "").trim());
}

/** Writes record and `.git` file, marked as being made. */
export async function writeRecord(place: WorktreePlace, head: HeadState): Promise<void> {
  await mkdir(dirname(place.record), { recursive: true });
  await mkdir(place.record);
  await writeFile(join(place.record, making), "being made by Spool\n");
  await writeFile(join(place.record, "commondir"), "../..\n");
  await writeFile(join(place.record, "gitdir"), `${join(place.path, ".git")}\n`);
  await writeFile(join(place.record, "HEAD"), headText(head));
  await mkdir(place.path, { recursive: true });
  await writeFile(join(place.path, ".git"), `gitdir: ${place.record}\n`);
}

/** From now on the worktree counts. */
export async function finishRecord(place: WorktreePlace): Promise<void> {
  await rm(join(place.record, making), { force: true });
}

/**
 * Lets HEAD stand for a branch, the way git does it: the new content goes into HEAD.lock, which only one can make, and
 * that becomes HEAD. A process of git would take ten times as long. False: someone else holds the lock.
 */
export async function pointHead(place: WorktreePlace, branch: string): Promise<boolean> {
  const path = join(place.record, "HEAD");
  const lock = `${path}.lock`;
  let file: FileHandle;
  try {
    file = await open(lock, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  try {
    await file.writeFile(headText({ kind: "branch", branch }));
    await file.datasync();
    await file.close();
    await rename(lock, path);
    return true;
  } catch (error) {
    await file.close();
    await rm(lock, { force: true });
    throw error;
  }
}

/** Takes the record out of git's sight. */
export async function discardRecord(mirror: Mirror, place: WorktreePlace): Promise<string | undefined> {
  const target = join(mirror.layout.trash, `${place.id}-${randomUUID()}`);
  try {
    await rename(place.record, target);
    return target;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Git takes the directory away with the last record in it. */
export async function recordIds(mirror: Mirror): Promise<string[]> {
  try {
    return await readdir(join(mirror.layout.repository, "worktrees"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Throws `branch_in_use` when another worktree that is still there stands on one of the branches. */
export async function ensureBranchesFree(
  mirror: Mirror,
  wanted: readonly { branch: string; ownId: string }[],
): Promise<void> {
  const records = join(mirror.layout.repository, "worktrees");
  const check = async (id: string): Promise<void> => {
    const head = await readHead(join(records, id));
    if (head.kind !== "branch") return;
    const { branch } = head;
    if (!wanted.some((one) => one.branch === branch && one.ownId !== id)) return;
    const path = await pathOfRecord(join(records, id));
    if (!(await exists(join(path, ".git")))) return;
    throw new GitError("branch_in_use", `branch ${branch} is checked out in ${path}`, {
      hint: "Detach or remove that worktree first.",
      details: { branch, path },
    });
  };
  await Promise.all((await recordIds(mirror)).map(check));
}

/**
 * The branch stands at `commit` (a full id) afterwards, by compare-and-swap: it must not be there yet, be there already,
 * or stand at `expectedOld`. Anything else is `ref_moved`.
 */
export async function placeBranch(
  mirror: Mirror,
  branch: string,
  commit: string,
  expectedOld: string | undefined,
): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const input = branchCommand({ branch, commit, expectedOld });
  try {
    await writeGit(mirror, ["update-ref", "--create-reflog", "-z", "--stdin"], { input });
  } catch (error) {
    if (GitError.isGit(error, "ref_invalid")) throw invalidBranch(branch, error);
    const actual = await resolveCommit(mirror, ref);
    if (actual === commit) return;
    if (actual === expectedOld) throw error;
    throw new GitError("ref_moved", `branch ${branch} is not where it was expected`, {
      details: { branch, expected: expectedOld ?? null, actual: actual ?? null, wanted: commit },
      cause: error,
    });
  }
}

export interface BranchMove {
  branch: string;
  /** Full id. */
  commit: string;
  /** Where the branch stands now, if it is to be moved. */
  expectedOld?: string | undefined;
}

/** One line of `update-ref -z --stdin`: enough where all is as expected, which it is for every claim of a spare. */
function branchCommand({ branch, commit, expectedOld }: BranchMove): string {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) throw new GitError("ref_missing", `${commit} is no commit id`);
  if (/^-|[\n\0]/.test(branch)) throw invalidBranch(branch);
  const change = expectedOld === undefined ? "create" : "update";
  return `${change} refs/heads/${branch}\0${commit}\0${expectedOld === undefined ? "" : `${expectedOld}\0`}`;
}

/** All of them by one git, or none and an error of which the caller cannot tell whose it is. */
export async function placeBranches(mirror: Mirror, moves: readonly BranchMove[]): Promise<void> {
  const input = moves.map(branchCommand).join("");
  await writeGit(mirror, ["update-ref", "--create-reflog", "-z", "--stdin"], { input });
}

function invalidBranch(branch: string, cause?: unknown): GitError {
  return new GitError("ref_invalid", `${JSON.stringify(branch)} is not a valid branch name`, { cause });
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

function headText(head: HeadState): string {
  switch (head.kind) {
    case "branch":
      return `ref: refs/heads/${head.branch}\n`;
    case "detached":
      return `${head.commit}\n`;
    case "broken":
      throw new GitError("corrupt", "a worktree cannot be made with a broken HEAD");
  }
}
