import { GitError } from "./git-error.ts";
import { readGit, resolveCommit, resolveObject, writeGit, type Mirror } from "./mirror-git.ts";
import type { Workspace } from "./workspace.ts";
import { commitState, readState, type WorktreeState } from "./worktree-state.ts";

export interface CheckpointRequest {
  /** Of the worktree. */
  path: string;
  /** Below `refs/spool/`, new: a checkpoint is never overwritten. `nextCheckpointRef` finds a free one. */
  ref: string;
  message: string;
  /** Commit to count changes against; default the worktree's HEAD. */
  base?: string;
  /** The last checkpoint's tree and head: where neither changed, none is made. */
  previous?: { tree: string; head: string | undefined };
  signal?: AbortSignal;
}

/** `head` is the checkpoint's parent. */
export type Checkpoint =
  | ({ kind: "made"; commit: string; ref: string } & WorktreeState)
  | ({ kind: "unchanged" } & WorktreeState);

/** Parks a commit of the worktree's whole state under a ref of its own. */
export async function checkpoint(workspace: Workspace, request: CheckpointRequest): Promise<Checkpoint> {
  const { mirror } = workspace;
  if (!/^refs\/spool\/[^\s~^:?*[\\]+$/.test(request.ref)) {
    throw new GitError("ref_invalid", "a checkpoint's ref is below refs/spool/");
  }
  const state = await readState(workspace, request);
  if (request.previous && request.previous.tree === state.tree && request.previous.head === state.head) {
    return { kind: "unchanged", ...state };
  }
  const commit = await park(mirror, request.ref, await commitState(mirror, state, request.message));
  return { kind: "made", commit, ref: request.ref, ...state };
}

/** The first unused number under a prefix from `first` on: `refs/spool/checkpoints/<run>` gives `refs/spool/checkpoints/<run>/3`. */
export async function nextCheckpointRef(mirror: Mirror, prefix: string, first = 1): Promise<string> {
  let number = first;
  while ((await resolveObject(mirror, `${prefix}/${number}`)) !== undefined) number += 1;
  return `${prefix}/${number}`;
}

export async function listRefs(mirror: Mirror, prefix: string): Promise<{ ref: string; commit: string }[]> {
  const { stdout } = await readGit(mirror, ["for-each-ref", "--format=%(objectname) %(refname)", "--", `${prefix}/`]);
  const lines = stdout.toString().split("\n").filter(Boolean);
  return lines.map((line) => ({ commit: line.slice(0, line.indexOf(" ")), ref: line.slice(line.indexOf(" ") + 1) }));
}

/** Lets go of refs below `refs/spool/`; those that are not there are fine. */
export async function dropRefs(mirror: Mirror, refs: readonly string[]): Promise<void> {
  for (const ref of refs) {
    if (!ref.startsWith("refs/spool/")) throw new GitError("ref_invalid", `${ref} is not a ref of Spool's own`);
  }
  const input = Buffer.from(refs.map((ref) => `delete ${ref}\0\0`).join(""));
  // Without deref: an agent can make such a ref stand for a branch, which must not go with it.
  await mirror.queue.run(() => writeGit(mirror, ["update-ref", "--no-deref", "-z", "--stdin"], { input }));
}

async function park(mirror: Mirror, ref: string, commit: string): Promise<string> {
  const input = `create ${ref}\0${commit}\0`;
  try {
    await writeGit(mirror, ["update-ref", "-z", "--stdin"], { input });
    return commit;
  } catch (error) {
    const found = await resolveCommit(mirror, ref);
    if (found === undefined) throw error;
    // The same call, cut off after its effect: the state is parked, with another time in the commit.
    if (found === commit || (await sameState(mirror, found, commit))) return found;
    throw new GitError("ref_exists", `there is another checkpoint at ${ref}`, {
      hint: "Use the next number: a checkpoint is never overwritten.",
      details: { ref, found },
      cause: error,
    });
  }
}

async function sameState(mirror: Mirror, left: string, right: string): Promise<boolean> {
  const describe = async (commit: string): Promise<string> =>
    (await readGit(mirror, ["log", "-1", "--format=%T %P %B", commit])).stdout.toString();
  return (await describe(left)) === (await describe(right));
}
