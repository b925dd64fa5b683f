import { SpoolError } from "../../shared/errors.ts";
import type { Thread } from "../../shared/model/thread.ts";
import type { ProjectSource, Workspaces } from "../engine/ports.ts";
import type { Reads } from "../store/port.ts";

/**
 * From the thread's base to where its branch stood when it was last recorded: at its newest publishing, or at a checkpoint
 * since. The ref itself is not asked, an agent may have put it anywhere. Undefined before the first run.
 */
export async function branchRange(reads: Reads, thread: Thread): Promise<{ from: string; to: string } | undefined> {
  const { baseCommit, headCommit, continueFrom } = thread;
  if (baseCommit === null) return undefined;
  const points = continueFrom === headCommit ? [] : await reads.checkpoints.forThread(thread.id);
  const newest = points.find(({ commit }) => commit === continueFrom);
  return { from: baseCommit, to: newest?.head || (headCommit ?? baseCommit) };
}

/** Only what belongs to the thread may be read through it, not any object that the mirror happens to hold. */
export async function mustBeOfThread(
  { reads, workspaces, source }: { reads: Reads; workspaces: Workspaces; source: ProjectSource },
  thread: Thread,
  commit: string,
): Promise<void> {
  const known = new Set([thread.baseCommit, thread.headCommit, thread.continueFrom]);
  if (known.has(commit)) return;
  const points = await reads.checkpoints.forThread(thread.id);
  if (points.some((point) => point.commit === commit || point.head === commit)) return;
  for (const job of await reads.jobs.forThread(thread.id)) {
    const runs = await reads.runs.forJob(job.id);
    if (runs.some(({ baseCommit, headCommit }) => baseCommit === commit || headCommit === commit)) return;
  }
  const live = await workspaces.runOfLiveState(source, commit);
  if (live !== undefined && (await reads.runs.get(live))?.threadId === thread.id) return;
  const range = await branchRange(reads, thread);
  if (range && (await workspaces.isCommitBetween(source, range, commit))) return;
  throw new SpoolError("not_found", `commit ${commit} is not one of thread ${thread.id}`, {
    details: { field: "commit" },
  });
}
