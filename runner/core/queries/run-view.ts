import type { RunView } from "../../../shared/api/views.ts";
import { notFound } from "../../../shared/errors.ts";
import type { Artifact } from "../../../shared/model/records.ts";
import type { Run } from "../../../shared/model/run.ts";
import type { Checkpoint, Worktree } from "../../../shared/model/worktree.ts";
import type { Reads } from "../../store/port.ts";

/** Lines and files of a thread against its base, as its newest checkpoint counted them. */
export type ChangeCounts = { files: number; additions: number; deletions: number } | null;

export async function runView(reads: Reads, run: Run): Promise<RunView> {
  return {
    run,
    stages: await reads.runs.stages(run.id),
    checkpoints: await reads.checkpoints.forRun(run.id),
  };
}

/** One run with all that hangs on it. Error: `not_found`. */
export async function runDetail(
  reads: Reads,
  runId: string,
): Promise<RunView & { artifacts: Artifact[]; worktree: Worktree | null }> {
  const run = await reads.runs.get(runId);
  if (!run) throw notFound("run", runId);
  return {
    ...(await runView(reads, run)),
    artifacts: await reads.artifacts.forRun(runId),
    worktree: (await reads.worktrees.forRun(runId)) ?? null,
  };
}

export function changeCounts(newest: Checkpoint | undefined): ChangeCounts {
  return newest ? { files: newest.files, additions: newest.additions, deletions: newest.deletions } : null;
}
