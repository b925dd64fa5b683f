import * as z from "zod";
import { SpoolError } from "../../../shared/errors.ts";
import { id, metadata, requester } from "../../../shared/model/common.ts";
import { publishPolicies, publishPolicy, writeMode } from "../../../shared/model/job.ts";
import type { ActionCall } from "./action.ts";

const reference = z.string().trim().min(1).max(120);

/** Policies that v1 had and this runner does not have yet are named as that, not as typing errors. */
const publishPolicyField = z.string().transform((value, context) => {
  const known = publishPolicy.safeParse(value);
  if (known.success) return known.data;
  const message = `${JSON.stringify(value.slice(0, 60))} is not available; available: ${publishPolicies.join(", ")}`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** v1's `never`: the agent never has to ask. */
const approvalPolicy = z
  .enum(["never", "allow", "ask", "deny"])
  .transform((value): "allow" | "ask" | "deny" => (value === "never" ? "allow" : value));

/** 0 was v1's default and says nothing. */
const priority = z
  .int()
  .min(0)
  .max(4, "1 critical, 2 high, 3 medium, 4 low; 0 for the default")
  .transform((value) => (value === 0 ? undefined : value));

export const jobInputFields = {
  instruction: z.string().optional(),
  goal: z.string().optional(),
  summary: z.string().trim().min(1).max(200).optional(),
  title: z.string().trim().min(1).max(200).optional(),
  job_type: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,59}$/, "lower-case letters, digits, - and _")
    .optional(),
  prompt: z.string().max(200_000).optional(),
  prompt_payload: z.record(z.string(), z.json()).optional(),
  agent_adapter: z.string().trim().min(1).max(60).optional(),
  approval_policy: approvalPolicy.optional(),
  publish_policy: publishPolicyField.optional(),
  verification_commands: z.array(z.string().trim().min(1).max(10_000)).max(50).optional(),
  priority: priority.optional(),
  write_mode: writeMode.optional(),
  timeout_ms: z
    .int()
    .min(1_000)
    .max(7 * 86_400_000)
    .optional(),
  retry_limit: z.int().min(0).max(20).optional(),
  job_metadata: metadata.optional(),
  requested_by: requester.optional(),
  // Additions to v1.
  model: z.string().trim().min(1).max(120).optional(),
  acceptance: z.string().max(50_000).optional(),
  max_turns: z.int().min(1).max(10_000).optional(),
  max_cost_usd: z.number().positive().max(100_000).optional(),
  max_tokens: z.int().min(1).max(1e12).optional(),
  max_minutes: z.number().positive().max(100_000).optional(),
  allow_unknown_price: z.boolean().optional(),
  backup_agent: z.string().trim().min(1).max(60).optional(),
  backup_model: z.string().trim().min(1).max(120).optional(),
  baseline: z.boolean().optional(),
  hold: z.boolean().optional(),
};

type JobInputFields = z.output<z.ZodObject<typeof jobInputFields>>;

/** The runner's own fields from those of the wire. */
export function jobFieldsOf(input: JobInputFields, call: ActionCall) {
  const instruction = (input.instruction ?? input.goal)?.trim();
  if (!instruction) throw missing("instruction");
  if (instruction.length > 200_000) throw invalid("instruction", "longer than 200000 characters");
  const fields = {
    instruction,
    title: input.summary ?? input.title,
    jobType: input.job_type,
    prompt: promptOf(input),
    agent: input.agent_adapter,
    permissions: input.approval_policy,
    publish: input.publish_policy,
    verify: input.verification_commands,
    priority: input.priority,
    writeMode: input.write_mode,
    timeoutMs: input.timeout_ms,
    retryLimit: input.retry_limit,
    metadata: input.job_metadata,
    requestedBy: input.requested_by ?? call.requester,
    model: input.model,
    acceptance: input.acceptance,
    maxTurns: input.max_turns,
    maxCostUsd: input.max_cost_usd,
    maxTokens: input.max_tokens,
    maxMinutes: input.max_minutes,
    allowUnknownPrice: input.allow_unknown_price,
    backupAgent: input.backup_agent,
    backupModel: input.backup_model,
    baseline: input.baseline,
    hold: input.hold,
  };
  return defined(fields);
}

/** A payload that is more than a prompt is kept whole, as its JSON. */
function promptOf({ prompt, prompt_payload: payload }: JobInputFields): string | undefined {
  if (payload === undefined) return prompt;
  const whole = prompt === undefined ? payload : { ...payload, prompt };
  const keys = Object.keys(whole);
  if (keys.length === 0) return undefined;
  const only = whole["prompt"];
  const text = keys.length === 1 && typeof only === "string" ? only : JSON.stringify(whole, null, 2);
  if (text.length > 200_000) throw invalid("prompt_payload", "longer than 200000 characters");
  return text;
}

/** Only the fields that have a value: a strict schema tells `undefined` from absent. */
export function defined<Fields extends Record<string, unknown>>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

export const projectFields = { project: reference.optional(), project_id: reference.optional() };

/** `project` and `project_id` name one project; when both are given they must agree. */
export async function projectOf(
  input: { project?: string | undefined; project_id?: string | undefined },
  call: ActionCall,
): Promise<string | undefined> {
  const { project, project_id: projectId } = input;
  if (project === undefined || projectId === undefined) return projectId ?? project;
  const { projects } = await (await call.runner()).projects.list();
  const find = (wanted: string) => projects.find(({ id: known, name }) => known === wanted || name === wanted)?.id;
  if (find(project) !== undefined && find(project) !== find(projectId)) {
    throw invalid("project_id", "names another project than project does");
  }
  return projectId;
}

/** `thread_id` and the like, with `id` as its alias. */
export function idFields<Name extends string>(name: Name) {
  const shape = { [name]: id.optional(), id: id.optional() } as Record<Name | "id", z.ZodOptional<typeof id>>;
  return z.object(shape).transform((input, context): string => {
    const found = (input as Record<string, string | undefined>)[name] ?? (input as { id?: string }).id;
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", path: [name], message: "is required" });
    return z.NEVER;
  });
}

export const pageFields = { limit: z.int().min(1).max(1_000).default(1_000), after: id.optional() };

export function missing(field: string): SpoolError {
  return invalid(field, "is required");
}

export function invalid(field: string, problem: string): SpoolError {
  return new SpoolError("invalid_input", `${field}: ${problem}`, { details: { field } });
}
