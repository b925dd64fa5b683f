import * as z from "zod";
import { commit, id, time } from "./common.ts";

export const worktreeStates = [
  "provisioning",
  "ready",
  "active",
  "retained",
  "deleting",
  "deleted",
  "orphaned",
] as const;
export type WorktreeState = (typeof worktreeStates)[number];

export const worktree = z.object({
  id,
  projectId: id,
  threadId: id.nullable(),
  runId: id.nullable(),
  path: z.string(),
  branch: z.string().nullable(),
  baseBranch: z.string(),
  /** Commit the worktree was made or last refreshed at. */
  baseCommit: commit.nullable(),
  state: z.enum(worktreeStates),
  pinned: z.boolean(),
  /** Hash of the setup that ran in it; a spare is only claimed when it still fits. */
  setupKey: z.string(),
  retentionReason: z.enum(["success", "failure"]).nullable(),
  retainedUntil: time.nullable(),
  sizeBytes: z.int().nullable(),
  createdAt: time,
  lastActivityAt: time,
  deletedAt: time.nullable(),
});
export type Worktree = z.infer<typeof worktree>;

export const checkpoint = z.object({
  id,
  runId: id,
  threadId: id,
  number: z.int().positive(),
  ref: z.string(),
  commit,
  tree: commit,
  /** HEAD of the worktree then: the checkpoint's parent. */
  head: commit,
  reason: z.string(),
  /** Against the thread's base. */
  files: z.int(),
  additions: z.int(),
  deletions: z.int(),
  createdAt: time,
});
export type Checkpoint = z.infer<typeof checkpoint>;
