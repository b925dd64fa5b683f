import { GitError } from "./git-error.ts";
import { identityEnvironment, type Person } from "./identity.ts";
import { resolveCommit, resolveObject, writeObjects, type Mirror } from "./mirror-git.ts";
import { type BranchMove, placeBranch } from "./record.ts";

export interface CommitRequest {
  /** A checkpoint (its tree is taken, its parent is the default parent) or a bare tree, for which `parent` is needed. */
  content: string;
  parent?: string;
  author: Person;
  committer?: Person;
  message: string;
  /** Epoch milliseconds. With it, a repeat makes the very same commit. */
  at?: number;
}

export interface CommitResult {
  commit: string;
  /** False where nothing was left to commit: it is the parent. */
  made: boolean;
}

/**
 * Commits what the agent left, by plumbing: no hook, index, worktree or branch takes part. The agent's own commits stay
 * below it. No branch holds the commit yet: `moveBranch` does that once it may.
 */
export async function makeCommit(mirror: Mirror, request: CommitRequest): Promise<CommitResult> {
  const tree = await resolveObject(mirror, `${request.content}^{tree}`);
  const parent = request.parent ?? (await resolveCommit(mirror, `${request.content}^`));
  if (tree === undefined) throw new GitError("ref_missing", `no commit or tree ${request.content}`);
  const parentTree = parent === undefined ? undefined : await resolveObject(mirror, `${parent}^{tree}`);
  if (parent !== undefined && parentTree === tree) return { commit: parent, made: false };
  const parents = parent === undefined ? [] : ["-p", parent];
  const environment = {
    GIT_DIR: mirror.layout.control,
    ...identityEnvironment(request.author, request.committer ?? request.author, request.at),
  };
  const message = request.message.endsWith("\n") ? request.message : `${request.message}\n`;
  const made = await writeObjects(mirror, ["commit-tree", tree, ...parents, "-F", "-"], {
    environment,
    input: message,
  });
  return { commit: made.stdout.toString().trim(), made: true };
}

/** Throws `ref_moved` when the branch is neither where it was expected nor where it is to go. */
export async function moveBranch(mirror: Mirror, { branch, commit, expectedOld }: BranchMove): Promise<void> {
  await mirror.queue.run(() => placeBranch(mirror, branch, commit, expectedOld));
}
