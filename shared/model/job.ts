import * as z from "zod";
import { contractPolicy } from "./contract.ts";
import { budgetKinds, noAmounts } from "../budget/amounts.ts";
import { billing, budgetAmounts } from "./budget.ts";
import { id, instruction, metadata, priority, requester, time, title } from "./common.ts";
import { permissionPolicy } from "./permissions.ts";

export const jobStatuses = [
  "pending",
  "queued",
  "preparing",
  "running",
  "verifying",
  "waiting_approval",
  "retry_queued",
  "succeeded",
  "failed",
  "blocked",
  "cancelled",
] as const;
export type JobStatus = (typeof jobStatuses)[number];

export const jobMode = z.enum(["autonomous", "interactive"]);
export const writeMode = z.enum(["workspace_write", "read_only"]);
export const publishPolicies = ["none", "patch", "branch"] as const;
export const publishPolicy = z.enum(publishPolicies);
export const livenessPolicies = ["ask", "stop", "off"] as const;
/** What is done about an agent that seems to be stuck. */
const livenessSettings = z.object({
  /** `ask` a person; `stop` it when nobody answered in time; or `off`: it is only shown. */
  policy: z.enum(livenessPolicies).default("ask"),
  /** How often the agent may go through the same tool calls with the same results. */
  loopRounds: z.int().min(2).default(6),
  /** With `stop`: how long the question stays open; null for as long as `stallMs`. */
  stopMs: z.int().positive().nullable().default(null),
});

const verifyStep = z.object({
  name: z.string().min(1).max(100),
  run: z.string().min(1).max(10_000),
  timeoutMs: z.int().positive(),
});

/** A job type: everything about a job that does not depend on what is asked. */
export const jobProfile = z.object({
  agent: z.string(),
  model: z.string().nullable(),
  /** Path of a prompt file inside the repository. */
  systemPrompt: z.string().nullable(),
  mode: jobMode,
  /** How long a plan waits for its answer; null: for as long as it takes. */
  planExpiresMs: z.int().positive().nullable().default(null),
  writeMode,
  verify: z.array(verifyStep),
  publish: publishPolicy,
  permissions: permissionPolicy,
  /** What happens when it touches files that its approved plan does not name. */
  contract: contractPolicy.default("ask"),
  timeoutMs: z.int().positive(),
  stallMs: z.int().positive(),
  liveness: livenessSettings.prefault({}),
  retryLimit: z.int().min(0).max(20),
  maxTurns: z.int().positive().nullable(),
  maxCostUsd: z.number().positive().nullable(),
  /** Who takes over, once, when another attempt of the same agent would be wasted: an agent, its model, or only another model. */
  backupAgent: z.string().nullable().default(null),
  backupModel: z.string().nullable().default(null),
  /** Whether what failed already on the base commit is told apart and not held against the job. */
  baseline: z.boolean().default(true),
  /** Weighed tokens, and minutes of work, of all runs of the job together, like turns and dollars. */
  maxTokens: z.int().positive().nullable().default(null),
  maxMinutes: z.number().positive().nullable().default(null),
  /** A dollar limit does not stop an agent whose price nobody knows. */
  allowUnknownPrice: z.boolean().default(false),
  billing: billing.default("api"),
});
export type JobProfile = z.infer<typeof jobProfile>;

export const job = jobProfile.extend({
  id,
  threadId: id,
  projectId: id,
  type: z.string().min(1).max(60),
  title,
  instruction,
  acceptance: z.string().max(50_000).nullable(),
  /** What a caller of JSON v1 gave as `prompt` or `prompt_payload`; put into the brief behind the instruction. */
  prompt: z.string().max(200_000).nullable(),
  priority,
  /** Granted on top of the budget. */
  budgetExtra: budgetAmounts.default(noAmounts),
  /** Of its budget, what was warned of. */
  budgetWarned: z.array(z.enum(budgetKinds)).default([]),
  requestedBy: requester,
  metadata,
  status: z.enum(jobStatuses),
  /** Why it is blocked or failed, one line for people; what it waits for. */
  reason: z.string().nullable(),
  /** Runs that count against `retryLimit`; a lost run does not. */
  attemptsUsed: z.int(),
  /** Who worked on it before the backup took over. */
  escalatedFrom: z.object({ agent: z.string(), model: z.string().nullable() }).nullable().default(null),
  /** Earliest dispatch, for back-off. */
  dueAt: time.nullable(),
  cancelRequestedAt: time.nullable(),
  /** Id of the runner that holds it; with `generation` it fences writes of a runner that lost it. */
  owner: z.string().nullable(),
  generation: z.int(),
  leaseUntil: time.nullable(),
  summary: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});
export type Job = z.infer<typeof job>;
