import * as z from "zod";
import { noDayBudget } from "../budget/amounts.ts";
import { dayBudget } from "./budget.ts";
import { id, time } from "./common.ts";
import { jobProfile } from "./job.ts";

export const project = z.object({
  id,
  name: z.string().min(1).max(100),
  /** Git URL or local path, without credentials. */
  repo: z.string(),
  baseBranch: z.string(),
  maxJobs: z.int().nullable(),
  allowReadOnlyParallel: z.boolean(),
  worktrees: z.object({
    pool: z.int(),
    retainOnSuccessMs: z.int(),
    retainOnFailureMs: z.int(),
    pruneAfterMs: z.int(),
  }),
  /** Of one day. */
  budget: dayBudget.default(noDayBudget),
  /** Job types by name; what a job of that type is made from. */
  jobTypes: z.record(z.string(), jobProfile),
  createdAt: time,
  updatedAt: time,
  /** Set when the project left the configuration; its threads stay readable. */
  removedAt: time.nullable(),
});
export type Project = z.infer<typeof project>;
