import type { ChangedFile, ThreadDetail } from "../../../shared/api/views.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { ChangesScope } from "../references.ts";
import type { FileState } from "./file-address.ts";

/** What is compared with what, before the runner is asked which files differ. */
export interface Comparison {
  /** Commit on the left. */
  from: string;
  /** Commit on the right; undefined: the run's worktree as it is now. */
  to: string | undefined;
  /** Set when the right side moves while the agent works. */
  liveRun: string | undefined;
  /** After the thread's title: `run 2 vs base`. */
  label: string;
}

const working = new Set(["created", "running"]);

/**
 * The two sides that a scope stands for. `seen` is the commit that the person has looked at last. Error: `not_available`
 * when the thread has nothing to show yet.
 */
export function comparisonOf(detail: ThreadDetail, scope: ChangesScope, seen: string | undefined): Comparison {
  const { thread } = detail;
  switch (scope.kind) {
    case "thread": {
      const last = detail.runs.at(-1);
      const liveRun = last && working.has(last.run.status) ? last.run.id : undefined;
      const to = liveRun === undefined ? newest(detail) : undefined;
      return { from: known(thread.baseCommit), to, liveRun, label: `all changes vs ${thread.baseBranch}` };
    }
    case "run": {
      const { run, checkpoints } = runOf(detail, scope.runId);
      const from = known(run.continuedFrom ?? run.baseCommit ?? thread.baseCommit);
      const label = `run ${runNumber(detail, run.id)} vs ${run.continuedFrom === null ? "base" : "what it began with"}`;
      if (working.has(run.status)) return { from, to: undefined, liveRun: run.id, label };
      return { from, to: known(run.headCommit ?? checkpoints.at(-1)?.commit), liveRun: undefined, label };
    }
    case "turn": {
      const { run, checkpoints } = runOf(detail, scope.runId);
      const index = checkpoints.findIndex(({ id }) => id === scope.checkpointId);
      const before = checkpoints[index - 1]?.commit ?? run.continuedFrom ?? run.baseCommit ?? thread.baseCommit;
      const to = known(checkpoints[index]?.commit);
      return {
        from: known(before),
        to,
        liveRun: undefined,
        label: `turn ${index + 1} of run ${runNumber(detail, run.id)}`,
      };
    }
    case "unseen": {
      const whole = comparisonOf(detail, { kind: "thread" }, undefined);
      return seen === undefined ? whole : { ...whole, from: seen, label: "since you last looked" };
    }
  }
}

/** One file of a diff. A side that is missing is one on which the file does not exist. */
export interface FilePair {
  /** Path that the row is named after. */
  path: string;
  left: { path: string; state: FileState } | undefined;
  right: { path: string; state: FileState } | undefined;
}

export function filePairs(files: readonly ChangedFile[], from: string, right: FileState): FilePair[] {
  const left: FileState = { commit: from };
  return files.map(({ path, oldPath, status }) => ({
    path,
    left: status === "added" ? undefined : { path: oldPath ?? path, state: left },
    right: status === "deleted" ? undefined : { path, state: right },
  }));
}

/** The newest commit that holds the thread's work. */
function newest({ thread, runs }: ThreadDetail): string {
  const last = runs.at(-1);
  return known(thread.continueFrom ?? thread.headCommit ?? last?.run.headCommit ?? last?.checkpoints.at(-1)?.commit);
}

function runOf(detail: ThreadDetail, runId: string): ThreadDetail["runs"][number] {
  const found = detail.runs.find(({ run }) => run.id === runId);
  if (!found) throw new SpoolError("not_found", "this run is not one of the thread");
  return found;
}

/** As people count: 1 is the thread's first run, of whichever job. */
function runNumber(detail: ThreadDetail, runId: string): number {
  return detail.runs.findIndex(({ run }) => run.id === runId) + 1;
}

function known(commit: string | null | undefined): string {
  if (commit !== null && commit !== undefined) return commit;
  throw new SpoolError("not_available", "there are no changes to show yet", {
    hint: "they appear with the agent's first turn",
  });
}
