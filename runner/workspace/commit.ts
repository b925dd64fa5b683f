import { GitError } from "./git-error.ts";
import { identityEnvironment, type Person } from "./identity.ts";
import { readGit, resolveCommit, writeObjects, type Mirror, resolveObject } from "./mirror-git.ts";
import { placeBranch } from "./record.ts";

export interface CommitRequest {
  /** A checkpoint (its tree is taken, its parent is the default parent) or a bare tree, for which `parent` is needed. */
  content: string;
  parent?: string;
  branch: string;
  /** Where the branch stands now; undefined if it is not there yet. */
  expectedOld: string | undefined;
  author: Person;
  committer?: Person;
  message: string;
  /** Epoch milliseconds. With it, a repeat makes the very same commit. */
  at?: number;
}

export interface CommitResult {
  commit: string;
  /** False where nothing was left to commit: the branch stands at the parent. */
  made: boolean;
}

/**
 * Commits what the agent left and moves the branch there, by plumbing: no hook, index or worktree takes part. The agent's
 * own commits stay below it. Throws `ref_moved` when the branch is not where it was expected. A repeat after a crash
 * finds its own commit and is a success.
 */
export async function commitTree(mirror: Mirror, request: CommitRequest): Promise<CommitResult> {
  const tree = await resolveObject(mirror, `${request.content}^{tree}`);
  const parent = request.parent ?? (await resolveCommit(mirror, `${request.content}^`));
  if (tree === undefined) throw new GitError("ref_missing", `no commit or tree ${request.content}`);
  return mirror.queue.run(async () => {
    const current = await resolveCommit(mirror, `refs/heads/${request.branch}`);
    const parentTree = parent === undefined ? undefined : await resolveObject(mirror, `${parent}^{tree}`);
    if (parent !== undefined && parentTree === tree) {
      await placeBranch(mirror, request.branch, parent, request.expectedOld);
      return { commit: parent, made: false };
    }
    if (current !== undefined && current !== request.expectedOld && (await isRepeat(mirror, current, tree, parent))) {
      return { commit: current, made: true };
    }
    const parents = parent === undefined ? [] : ["-p", parent];
    const environment = {
      GIT_DIR: mirror.layout.control,
      ...identityEnvironment(request.author, request.committer ?? request.author, request.at),
    };
    const args = ["commit-tree", tree, ...parents, "-F", "-"];
    const message = request.message.endsWith("\n") ? request.message : `${request.message}\n`;
    const made = await writeObjects(mirror, args, { environment, input: message });
    const commit = made.stdout.toString().trim();
    await placeBranch(mirror, request.branch, commit, request.expectedOld);
    return { commit, made: true };
  });
}

async function isRepeat(mirror: Mirror, commit: string, tree: string, parent: string | undefined): Promise<boolean> {
  const { stdout } = await readGit(mirror, ["log", "-1", "--format=%T %P", commit]);
  return stdout.toString().trim() === `${tree} ${parent ?? ""}`.trim();
}
