import type { Project } from "../../shared/model/project.ts";
import type { Worktree } from "../../shared/model/worktree.ts";

/** The row of a worktree that no run has yet. */
export function blankWorktree(id: string, project: Project, path: string, now: number): Worktree {
  return {
    id,
    projectId: project.id,
    threadId: null,
    runId: null,
    path,
    branch: null,
    baseBranch: project.baseBranch,
    baseCommit: null,
    state: "provisioning",
    pinned: false,
    setupKey: "",
    retentionReason: null,
    retainedUntil: null,
    sizeBytes: null,
    createdAt: now,
    lastActivityAt: now,
    deletedAt: null,
  };
}
