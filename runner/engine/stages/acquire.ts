import { join } from "node:path";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import { blankWorktree } from "../blank-worktree.ts";
import type { RunContext } from "../context.ts";
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

/** The run's worktree: the one it had begun, a spare, or a new one. */
export async function acquire(
  context: RunContext,
  thread: Thread,
  plan: StartingPoint,
): Promise<{ worktree: Worktree; warm: boolean }> {
  const { ledger, workspaces, projectSettings, settings } = context;
  const { run, core } = ledger;
  const { source } = projectSettings;
  const mine = run.worktreeId === null ? undefined : await core.store.read.worktrees.get(run.worktreeId);
  if (mine?.state === "active") return { worktree: mine, warm: false };
  await freeBranch(context, thread);
  const key = setupKey(projectSettings);
  if (!mine && plan.checkpoint === null && plan.commit === plan.baseCommit && plan.branch !== null) {
    const spare = await claimSpare(context, thread, { ...plan, branch: plan.branch }, key);
    if (spare) return spare;
  }
  const worktree = mine ?? (await insertWorktree(context, thread, plan, key, settings.paths.worktrees));
  const { path } = worktree;
  const warnings =
    plan.checkpoint === null
      ? await workspaces.create(source, { path, commit: plan.commit, branch: plan.branch })
      : await workspaces.materialise(source, { path, checkpoint: plan.checkpoint, branch: plan.branch });
  for (const warning of warnings) await ledger.warn("worktree", warning);
  return { worktree, warm: false };
}

/** A warm worktree for a thread that starts from its base; undefined when there is none that fits. */
async function claimSpare(
  context: RunContext,
  thread: Thread,
  plan: StartingPoint & { branch: string },
  key: string,
): Promise<{ worktree: Worktree; warm: boolean } | undefined> {
  const { ledger, workspaces, projectSettings, project } = context;
  let spare: Worktree | undefined;
  await ledger.record({}, [], async (transaction, now) => {
    spare = await transaction.worktrees.claimSpare({
      projectId: project.id,
      setupKey: key,
      baseCommit: plan.commit,
      runId: ledger.run.id,
      threadId: thread.id,
      branch: plan.branch,
      now,
    });
    // Not yet the run's: a kill before its branch is set makes the next life clear it away and start cold.
    if (spare) spare = await transaction.worktrees.update(spare.id, { state: "provisioning" });
  });
  if (!spare) return undefined;
  const { id, path, baseCommit } = spare;
  const { commit, branch } = plan;
  if (!(await workspaces.claimSpare(projectSettings.source, { path, commit, branch }))) {
    await ledger.record({}, [], async (transaction) => {
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
  key: string,
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
    setupKey: key,
  };
  await ledger.record({ worktreeId: id }, [], (transaction) => transaction.worktrees.insert(worktree));
  return worktree;
}
