import { captureTree } from "./capture.ts";
import { summariseChanges } from "./changes.ts";
import { GitError } from "./git-error.ts";
import { identityEnvironment, spoolPerson } from "./identity.ts";
import { readGit, resolveCommit, writeGit, writeObjects, type Mirror } from "./mirror-git.ts";
import { readHead } from "./record.ts";
import type { WorkspaceWarning } from "./warning.ts";
import { placeOf, readWorktree, type Workspace, type WorktreePlace } from "./workspace.ts";

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

interface CheckpointState {
  tree: string;
  /** The checkpoint's parent: where HEAD stood. Undefined on a branch without commits. */
  head: string | undefined;
  changedFiles: number;
  additions: number;
  deletions: number;
  warnings: WorkspaceWarning[];
}

export type Checkpoint =
  | ({ kind: "made"; commit: string; ref: string } & CheckpointState)
  | ({ kind: "unchanged" } & CheckpointState);

/**
 * Parks a commit of the worktree's whole state (tracked, and untracked but not ignored). Touches neither the files nor
 * the index nor any branch, and does not care who holds the index lock. Takes about 30 ms at 10 000 files.
 */
export async function checkpoint(workspace: Workspace, request: CheckpointRequest): Promise<Checkpoint> {
  const { mirror } = workspace;
  if (!/^refs\/spool\/[^\s~^:?*[\\]+$/.test(request.ref)) {
    throw new GitError("ref_invalid", "a checkpoint's ref is below refs/spool/");
  }
  const place = await placeOf(workspace, request.path);
  const head = await standingCommit(workspace, place, request.base);
  const { tree, warnings } = await captureTree(workspace, place, head, request.signal);
  const counts = await summariseChanges(mirror, request.base ?? head, tree);
  const state: CheckpointState = { tree, head, ...counts, warnings };
  if (request.previous && request.previous.tree === tree && request.previous.head === head) {
    return { kind: "unchanged", ...state };
  }
  const parents = head === undefined ? [] : ["-p", head];
  const args = ["commit-tree", tree, ...parents, "-F", "-"];
  const environment = { GIT_DIR: mirror.layout.control, ...identityEnvironment(spoolPerson, spoolPerson) };
  const made = await writeObjects(mirror, args, { environment, input: `${request.message}\n` });
  const commit = await park(mirror, request.ref, made.stdout.toString().trim());
  return { kind: "made", commit, ref: request.ref, ...state };
}

/** The first unused number under a prefix: `refs/spool/checkpoints/<run>` gives `refs/spool/checkpoints/<run>/3`. */
export async function nextCheckpointRef(mirror: Mirror, prefix: string): Promise<string> {
  const refs = await listRefs(mirror, prefix);
  const numbers = refs.map(({ ref }) => Number(ref.slice(prefix.length + 1))).filter(Number.isSafeInteger);
  return `${prefix}/${Math.max(0, ...numbers) + 1}`;
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
  await mirror.queue.run(() => writeGit(mirror, ["update-ref", "-z", "--stdin"], { input }));
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

/** HEAD's commit. Where the agent broke HEAD or deleted its branch, `base` is the best that is known. */
async function standingCommit(
  workspace: Workspace,
  place: WorktreePlace,
  base: string | undefined,
): Promise<string | undefined> {
  const head = await readHead(place.record);
  if (head.kind === "detached") return head.commit;
  if (head.kind === "branch") return (await resolveCommit(workspace.mirror, `refs/heads/${head.branch}`)) ?? base;
  const args = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
  const result = await readWorktree(workspace, place, args, { accept: [0, 1, 128] });
  return result.code === 0 ? result.stdout.toString().trim() : base;
}
