import * as z from "zod";
import { isTimeZone } from "../../../shared/budget/day.ts";
import { dayBudgetSchema, days, machinePath, sandbox, variableName } from "./fields.ts";

const gigabytes = z.number().positive().max(1_000_000);

export const runtimeSchema = z.strictObject({
  data_dir: machinePath.default("~/.spool"),
  worktree_root: machinePath.optional(),
  artifact_root: machinePath.optional(),
  max_concurrent_jobs: z.int().min(1).max(1000).default(4),
  sandbox: sandbox.default("auto"),
  disk_quota_gb: gigabytes.optional(),
  retention: z
    .strictObject({
      run_logs_days: days.default(30),
      run_logs_gb: gigabytes.optional(),
      artifacts_days: days.optional(),
    })
    .prefault({}),
  limits: z
    .strictObject({
      open_files: z.int().min(64).max(10_000_000).optional(),
      processes: z.int().min(16).max(10_000_000).optional(),
      cpu_seconds: z.int().min(1).max(10_000_000).optional(),
      address_space_gb: gigabytes.optional(),
    })
    .prefault({}),
  budget: dayBudgetSchema.prefault({}),
  time_zone: z.string().refine(isTimeZone, "expected a time zone like Europe/Berlin").optional(),
  pass_environment: z.array(variableName).max(500).default([]),
  stop_grace_seconds: z.number().min(0).max(600).default(10),
  retry_base_seconds: z.number().min(0.05).max(600).default(10),
});

export const serverSchema = z.strictObject({
  listen: z.string().min(1).max(300).default("127.0.0.1:7433"),
  tls: z.strictObject({ cert: machinePath, key: machinePath }).optional(),
  allowed_hosts: z
    .array(
      z
        .string()
        .regex(/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/, "expected a host name, with :port or without"),
    )
    .max(100)
    .default([]),
  public_url: z.string().min(1).max(2000).optional(),
  allow_remote: z.boolean().default(false),
});
