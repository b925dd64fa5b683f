import * as z from "zod";
import { commit, id, label, metadata, priority, time, title } from "./common.ts";

export const threadStatuses = ["open", "active", "waiting_input", "blocked", "idle", "archived"] as const;
export type ThreadStatus = (typeof threadStatuses)[number];

export const thread = z.object({
  id,
  projectId: id,
  title,
  baseBranch: z.string(),
  /** Resolved by the first run; the thread's diff is against it. */
  baseCommit: commit.nullable(),
  branch: z.string(),
  /** Tip of the thread's branch as the last successful run left it. */
  headCommit: commit.nullable(),
  /** State that the next run continues from: a checkpoint commit, else the branch. */
  continueFrom: commit.nullable(),
  prUrl: z.string().nullable(),
  priority,
  labels: z.array(label).max(50),
  dependsOn: z.array(id).max(100),
  parentThreadId: id.nullable(),
  metadata,
  status: z.enum(threadStatuses),
  createdAt: time,
  updatedAt: time,
  archivedAt: time.nullable(),
});
export type Thread = z.infer<typeof thread>;
