import type { Checkpoint } from "../../shared/model/worktree.ts";
import { findThread } from "../core/references.ts";
import type { RunContext } from "./context.ts";
import type { RunLedger } from "./ledger.ts";

const turns = new WeakMap<RunLedger, Promise<unknown>>();

/** One checkpoint of a run at a time: the one while working and the one at the end of work must not meet. */
export function takeCheckpoint(
  context: RunContext,
  worktreePath: string,
  reason: string,
): Promise<Checkpoint | undefined> {
  const before = turns.get(context.ledger) ?? Promise.resolve();
  const taken = before.then(() => park(context, worktreePath, reason));
  turns.set(
    context.ledger,
    taken.catch(() => undefined),
  );
  return taken;
}

/** Resolves when no checkpoint is being taken any more; whoever lets go of a run must not leave git at work in it. */
export async function checkpointsSettled(ledger: RunLedger): Promise<void> {
  await turns.get(ledger);
}

/**
 * Parks the worktree's full state under the run's next checkpoint ref. The git side comes first: a kill in between
 * leaves a ref without a row, which harms nobody. Undefined when nothing changed since the last one.
 */
async function park(context: RunContext, worktreePath: string, reason: string): Promise<Checkpoint | undefined> {
  const { ledger, workspaces, projectSettings } = context;
  const { run, core } = ledger;
  if (run.baseCommit === null) return undefined;
  const previous = await stateBefore(context);
  const result = await workspaces.checkpoint(projectSettings.source, {
    path: worktreePath,
    refPrefix: `refs/spool/checkpoints/${run.id}`,
    known: run.progress.checkpoints,
    message: `checkpoint of ${run.id}: ${reason}`,
    base: run.baseCommit,
    previous,
  });
  for (const warning of result.warnings) await ledger.warn("checkpoint", warning);
  if (!result.changed) return undefined;
  const { ref, number } = result;
  const checkpoint: Checkpoint = {
    id: core.ids.make("checkpoint"),
    runId: run.id,
    threadId: run.threadId,
    number,
    ref,
    commit: result.commit,
    tree: result.tree,
    head: result.head,
    reason,
    files: result.files,
    additions: result.additions,
    deletions: result.deletions,
    createdAt: ledger.now(),
  };
  const { id: checkpointId, commit, files, additions, deletions } = checkpoint;
  await ledger.record(
    ({ progress }) => ({ progress: { ...progress, checkpoints: number } }),
    [{ type: "checkpoint.created", data: { checkpointId, number, commit, reason, files, additions, deletions } }],
    async (transaction) => {
      await transaction.checkpoints.insert(checkpoint);
      // From here the thread goes on, whatever becomes of this run. A read-only job leaves no state behind.
      if (context.job.writeMode === "workspace_write") {
        await transaction.threads.update(run.threadId, { continueFrom: commit });
      }
    },
  );
  return checkpoint;
}

/** Tree and HEAD at the run's last checkpoint, or at its start: what is the same as that needs no checkpoint. */
async function stateBefore(context: RunContext): Promise<{ tree: string; head: string } | null> {
  const { ledger, workspaces, projectSettings } = context;
  const { run, core } = ledger;
  const points = await core.store.read.checkpoints.forThread(run.threadId);
  const last =
    points.findLast((point) => point.runId === run.id) ?? points.find((point) => point.commit === run.continuedFrom);
  if (last) return { tree: last.tree, head: last.head };
  const thread = await findThread(core.store.read, run.threadId);
  const start = thread.headCommit ?? thread.baseCommit;
  return start === null ? null : { tree: await workspaces.treeOf(projectSettings.source, start), head: start };
}
