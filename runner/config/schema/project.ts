import * as z from "zod";
import { contractPolicy } from "../../../shared/model/contract.ts";
import {
  branchName,
  commands,
  count,
  dayBudgetSchema,
  days,
  gitIdentity,
  jobTypeName,
  liveness,
  machinePath,
  minutes,
  name,
  permissions,
  repositoryPath,
} from "./fields.ts";
import { jobTypeSchema } from "./job-type.ts";
import { preflightSchema } from "./preflight.ts";

export const projectSchema = z.strictObject({
  name,
  repo: z.string().trim().min(1).max(4096),
  base_branch: branchName.default("main"),
  copy: z.array(repositoryPath).max(1000).default([]),
  copy_from: machinePath.optional(),
  setup: commands.default([]),
  hooks: z
    .strictObject({
      after_create: commands.default([]),
      before_run: commands.default([]),
      after_run: commands.default([]),
      before_remove: commands.default([]),
      timeout_minutes: minutes.default(15),
    })
    .prefault({}),
  preflight: preflightSchema,
  worktrees: z
    .strictObject({
      pool: z.int().min(0).max(100).default(1),
      retain_on_success_minutes: z
        .number()
        .min(0)
        .max(3650 * 24 * 60)
        .default(30),
      retain_on_failure_hours: z
        .number()
        .min(0)
        .max(3650 * 24)
        .default(24),
      prune_after_days: days.default(7),
    })
    .prefault({}),
  concurrency: z
    .strictObject({ max_jobs: count.optional(), allow_read_only_parallel: z.boolean().default(true) })
    .prefault({}),
  credentials: z
    .strictObject({
      username: z.string().min(1).max(500).optional(),
      password: z.string().min(1).max(10_000).optional(),
      token: z.string().min(1).max(10_000).optional(),
    })
    .optional(),
  budget: dayBudgetSchema.prefault({}),
  default_agent: name.optional(),
  baseline: z.enum(["on", "off"]).default("on"),
  permissions: permissions.optional(),
  contract: contractPolicy.default("ask"),
  liveness: liveness.optional(),
  job_types: z.record(jobTypeName, jobTypeSchema).optional(),
  git: gitIdentity.prefault({}),
});

/** A project as it is written in the file. */
export type ProjectInput = z.input<typeof projectSchema>;
export type ProjectFile = z.output<typeof projectSchema>;
