import { join } from "node:path";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import { blankWorktree } from "../blank-worktree.ts";
import type { RunContext } from "../context.ts";
import type { RunChange } from "../ledger.ts";
import { setupKey } from "../setup-key.ts";

interface StartingPoint {
  baseCommit: string;
  /** Where HEAD stands before anything of this run. */
  commit: string;
  checkpoint: string | null;
  /** Null for read-only work: it stays detached. */
  branch: string | null;
}

/** Where the thread stands now. */
export async function startingPoint(context: RunContext, thread: Thread): Promise<StartingPoint> {
  const { job, ledger } = context;
  const baseCommit = thread.baseCommit ?? "";
  const checkpoint = thread.continueFrom === thread.headCommit ? null : thread.continueFrom;
  if (ledger.run.continuedFrom !== checkpoint) await ledger.record({ continuedFrom: checkpoint }, []);
  return {
    baseCommit,
    commit: thread.headCommit ?? baseCommit,
    checkpoint,
    branch: job.writeMode === "workspace_write" ? thread.branch : null,
  };
}

/** The run's worktree, begun or gone on with; `warm`: the project's setup was run in it. */
export async function acquire(
  context: RunContext,
  thread: Thread,
  plan: StartingPoint,
): Promise<{ worktree: Worktree; warm: boolean }> {
  const { ledger, workspaces, projectSettings, settings } = context;
  const { run, core } = ledger;
  const { source } = projectSettings;
  const mine = run.worktreeId === null ? undefined : await core.store.read.worktrees.get(run.worktreeId);
  if (mine?.state === "active") return { worktree: mine, warm: wasSpare(mine) };
  await freeBranch(context, thread);
  if (plan.checkpoint === null && plan.commit === plan.baseCommit && plan.branch !== null) {
    const spare = mine ?? (await takeSpare(context, thread, plan.commit, plan.branch));
    const claimed = spare && wasSpare(spare) && (await claimSpare(context, spare, plan.commit, plan.branch));
    if (claimed) return claimed;
  }
  const begun = mine && !wasSpare(mine) ? mine : undefined;
  const worktree = begun ?? (await insertWorktree(context, thread, plan, settings.paths.worktrees));
  const { path } = worktree;
  const warnings =
    plan.checkpoint === null
      ? await workspaces.create(source, { path, commit: plan.commit, branch: plan.branch })
      : await workspaces.materialise(source, { path, checkpoint: plan.checkpoint, branch: plan.branch });
  for (const warning of warnings) await ledger.warn("worktree", warning);
  return { worktree, warm: false };
}

/** Set up by the pool: a worktree that a run makes for itself carries no key. */
function wasSpare(worktree: Worktree): boolean {
  return worktree.setupKey !== "";
}

/**
 * Gives the run a spare that fits, if there is one, in the row alone. It is the run's from this moment: the next life
 * after a kill finds it there and claims it again, whatever git has made of the claim so far.
 */
async function takeSpare(
  context: RunContext,
  thread: Thread,
  baseCommit: string,
  branch: string,
): Promise<Worktree | undefined> {
  const { ledger, project, projectSettings } = context;
  const key = setupKey(projectSettings);
  let spare: Worktree | undefined;
  const take: RunChange = async (run, transaction, now) => {
    const wanted = {
      projectId: project.id,
      setupKey: key,
      baseCommit,
      runId: run.id,
      threadId: thread.id,
      branch,
      now,
    };
    spare = await transaction.worktrees.claimSpare(wanted);
    if (!spare) return {};
    spare = await transaction.worktrees.update(spare.id, { state: "provisioning" });
    return { worktreeId: spare.id };
  };
  await ledger.record(take, []);
  return spare;
}

/** Puts the spare on the branch; undefined, and the run has no worktree any more, when it is not fit for use. */
async function claimSpare(
  context: RunContext,
  spare: Worktree,
  commit: string,
  branch: string,
): Promise<{ worktree: Worktree; warm: boolean } | undefined> {
  const { ledger, workspaces, projectSettings } = context;
  const { id, path, baseCommit } = spare;
  if (!(await workspaces.claimSpare(projectSettings.source, { path, commit, branch }))) {
    await ledger.record({ worktreeId: null }, [], async (transaction) => {
      await transaction.worktrees.update(id, { state: "deleting", runId: null });
    });
    return undefined;
  }
  // Brought to a newer base, its setup is out of date and is run again.
  return { worktree: { ...spare, baseCommit: commit }, warm: baseCommit === commit };
}

/** A run that was killed before its end still holds the branch in its worktree: let go of it there. */
async function freeBranch(context: RunContext, thread: Thread): Promise<void> {
  const { ledger, workspaces, projectSettings } = context;
  const others = await ledger.core.store.read.worktrees.list({ threadId: thread.id, states: ["active", "retained"] });
  for (const other of others) {
    if (other.branch !== thread.branch || other.runId === ledger.run.id) continue;
    await workspaces.detach(projectSettings.source, other.path);
    await ledger.record({}, [], async (transaction) => {
      await transaction.worktrees.update(other.id, { branch: null });
    });
  }
}

async function insertWorktree(
  context: RunContext,
  thread: Thread,
  plan: StartingPoint,
  root: string,
): Promise<Worktree> {
  const { ledger, project } = context;
  const now = ledger.now();
  const id = ledger.core.ids.make("worktree");
  const path = join(root, project.name, id);
  const worktree: Worktree = {
    ...blankWorktree(id, project, path, now),
    threadId: thread.id,
    runId: ledger.run.id,
    branch: plan.branch,
    baseBranch: thread.baseBranch,
    baseCommit: plan.commit,
  };
  await ledger.record({ worktreeId: id }, [], (transaction) => transaction.worktrees.insert(worktree));
  return worktree;
}
