import * as z from "zod";
import { billing } from "../../../shared/model/budget.ts";
import { contractPolicy } from "../../../shared/model/contract.ts";
import { jobMode, publishPolicies, writeMode } from "../../../shared/model/job.ts";
import {
  count,
  dollars,
  hours,
  liveness,
  minutes,
  name,
  permissions,
  repositoryPath,
  text,
  tokenCount,
} from "./fields.ts";

/** Known words that are refused until Spool can do them. */
export const laterPublishPolicies: readonly string[] = ["commit", "draft_pr", "pull_request", "update_pr"];

const verifyStep = z.union([
  text.max(10_000),
  z.strictObject({
    name: z.string().trim().min(1).max(100),
    run: text.max(10_000),
    timeout_minutes: minutes.optional(),
  }),
]);

export const jobTypeSchema = z.strictObject({
  agent: name.optional(),
  model: z.string().min(1).max(200).optional(),
  system_prompt: repositoryPath.optional(),
  prompt_template: repositoryPath.optional(),
  mode: jobMode.optional(),
  plan_expires_hours: hours.optional(),
  write_mode: writeMode.optional(),
  verify: z.array(verifyStep).max(100).default([]),
  publish: z
    .string()
    .refine((policy) => !laterPublishPolicies.includes(policy), {
      error: (issue) => `"${String(issue.input)}" is not available yet; choose none, patch or branch`,
      abort: true,
    })
    .pipe(z.enum(publishPolicies))
    .optional(),
  permissions: permissions.optional(),
  contract: contractPolicy.optional(),
  timeout_minutes: minutes.optional(),
  stall_minutes: minutes.optional(),
  liveness: liveness.optional(),
  retry_limit: z.int().min(0).max(20).optional(),
  max_turns: count.optional(),
  max_cost_usd: dollars.optional(),
  backup_agent: name.optional(),
  backup_model: z.string().min(1).max(200).optional(),
  baseline: z.enum(["on", "off"]).optional(),
  max_tokens: tokenCount.optional(),
  max_minutes: z.number().positive().max(100_000).optional(),
  allow_unknown_price: z.boolean().optional(),
  billing: billing.optional(),
});

export type JobTypeFile = z.output<typeof jobTypeSchema>;
