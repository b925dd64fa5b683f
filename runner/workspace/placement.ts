import { type BranchMove, ensureBranchesFree, placeBranch, placeBranches, pointHead } from "./record.ts";
import { writeWorktreeRef, type Workspace, type WorktreePlace } from "./workspace.ts";

interface Placement extends BranchMove {
  place: WorktreePlace;
}

interface Waiting {
  placement: Placement;
  settle: PromiseWithResolvers<void>;
}

const waitingIn = new WeakMap<Workspace, Waiting[]>();

/**
 * Puts branches where worktrees are to stand on them, and the worktrees' HEADs onto the branches. Those that wait for the
 * mirror at the same time go together: one git writes all their refs. Each fails alone.
 */
export function putOnBranch(workspace: Workspace, placement: Placement): Promise<void> {
  const waiting = waitingIn.get(workspace) ?? [];
  waitingIn.set(workspace, waiting);
  const settle = Promise.withResolvers<void>();
  waiting.push({ placement, settle });
  if (waiting.length === 1) {
    void workspace.mirror.queue.run(async () => {
      waitingIn.delete(workspace);
      await placeAll(workspace, waiting);
    });
  }
  return settle.promise;
}

async function placeAll(workspace: Workspace, waiting: readonly Waiting[]): Promise<void> {
  const together = waiting.filter(({ placement }) => isAlone(placement.branch, waiting));
  const arePlaced = together.length > 1 && (await placeTogether(workspace, together));
  const one = async ({ placement, settle }: Waiting, isPlaced: boolean) => {
    try {
      await placeOne(workspace, placement, isPlaced);
      settle.resolve();
    } catch (error) {
      settle.reject(error);
    }
  };
  if (arePlaced) await Promise.all(together.map((entry) => one(entry, true)));
  for (const entry of waiting) if (!arePlaced || !together.includes(entry)) await one(entry, false);
}

function isAlone(branch: string, waiting: readonly Waiting[]): boolean {
  return waiting.filter(({ placement }) => placement.branch === branch).length === 1;
}

/** All of them or, where one cannot be had, none: which one, and why, is found out one by one. */
async function placeTogether(workspace: Workspace, waiting: readonly Waiting[]): Promise<boolean> {
  const { mirror } = workspace;
  const placements = waiting.map(({ placement }) => placement);
  try {
    await ensureBranchesFree(
      mirror,
      placements.map(({ branch, place }) => ({ branch, ownId: place.id })),
    );
    await placeBranches(mirror, placements);
    return true;
  } catch {
    // Whatever it was, the one it concerns meets it again, alone, and is told.
    return false;
  }
}

async function placeOne(workspace: Workspace, placement: Placement, isPlaced: boolean): Promise<void> {
  const { mirror } = workspace;
  const { place, branch, commit, expectedOld } = placement;
  if (!isPlaced) {
    await ensureBranchesFree(mirror, [{ branch, ownId: place.id }]);
    await placeBranch(mirror, branch, commit, expectedOld);
  }
  if (await pointHead(place, branch)) return;
  // Someone holds HEAD's lock, or left it behind: git's own command waits for it and says whose it is.
  await writeWorktreeRef(workspace, place, ["symbolic-ref", "-m", "claimed", "HEAD", `refs/heads/${branch}`]);
}
