import { captureTree } from "./capture.ts";
import { summariseChanges } from "./changes.ts";
import { identityEnvironment, spoolPerson } from "./identity.ts";
import { resolveCommit, writeObjects, type Mirror } from "./mirror-git.ts";
import { readHead } from "./record.ts";
import type { WorkspaceWarning } from "./warning.ts";
import { placeOf, readWorktree, type Workspace, type WorktreePlace } from "./workspace.ts";

/** Everything in a worktree: tracked, and untracked but not ignored. */
export interface WorktreeState {
  tree: string;
  /** Where HEAD stood. Undefined on a branch without commits. */
  head: string | undefined;
  changedFiles: number;
  additions: number;
  deletions: number;
  warnings: WorkspaceWarning[];
}

/**
 * Reads a worktree's whole state into the object store. Touches neither the files nor the index nor any ref, and does not
 * care who holds the index lock. Takes about 30 ms at 10 000 files. Counts are against `base`, else against HEAD.
 */
export async function readState(
  workspace: Workspace,
  request: { path: string; base?: string; signal?: AbortSignal },
): Promise<WorktreeState> {
  const place = await placeOf(workspace, request.path);
  const head = await standingCommit(workspace, place, request.base);
  const { tree, warnings } = await captureTree(workspace, place, head, request.signal);
  const counts = await summariseChanges(workspace.mirror, request.base ?? head, tree);
  return { tree, head, ...counts, warnings };
}

/** A commit of the state on its HEAD. With `at` (epoch milliseconds) the same state gives the same commit. */
export async function commitState(
  mirror: Mirror,
  { tree, head }: Pick<WorktreeState, "tree" | "head">,
  message: string,
  at?: number,
): Promise<string> {
  const parents = head === undefined ? [] : ["-p", head];
  const environment = { GIT_DIR: mirror.layout.control, ...identityEnvironment(spoolPerson, spoolPerson, at) };
  const args = ["commit-tree", tree, ...parents, "-F", "-"];
  const made = await writeObjects(mirror, args, { environment, input: `${message}\n` });
  return made.stdout.toString().trim();
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
