import * as z from "zod";
import { grantedAmount } from "../model/budget.ts";
import { id, instruction, label, metadata, priority, requester, title } from "../model/common.ts";
import { draftKey, draftText } from "../model/draft.ts";
import { contractPolicy } from "../model/contract.ts";
import { jobMode, publishPolicy, writeMode } from "../model/job.ts";
import { permissionPolicy } from "../model/permissions.ts";
import { planComment } from "../model/plan.ts";
import { roles } from "../model/records.ts";

/** Made by the client of a mutation: a repeat with the same key gets the first answer instead of a second effect. */
export const requestKey = z.string().regex(/^[\x21-\x7E]{1,200}$/, "1 to 200 visible ASCII characters");

/** A project by its name or its id. */
const projectReference = z.string().trim().min(1).max(120);

const verifyCommand = z.string().trim().min(1).max(10_000);

/** What a caller may say about a job; what is left out comes from the job type. */
const jobFields = {
  instruction,
  title: title.optional(),
  acceptance: z.string().max(50_000).optional(),
  prompt: z.string().max(200_000).optional(),
  agent: z.string().trim().min(1).max(60).optional(),
  model: z.string().trim().min(1).max(120).optional(),
  mode: jobMode.optional(),
  writeMode: writeMode.optional(),
  verify: z.array(verifyCommand).max(50).optional(),
  publish: publishPolicy.optional(),
  permissions: permissionPolicy.optional(),
  contract: contractPolicy.optional(),
  priority: priority.optional(),
  timeoutMs: z
    .int()
    .min(1_000)
    .max(7 * 86_400_000)
    .optional(),
  retryLimit: z.int().min(0).max(20).optional(),
  maxTurns: z.int().min(1).max(10_000).optional(),
  maxCostUsd: z.number().positive().max(100_000).optional(),
  backupAgent: z.string().trim().min(1).max(60).optional(),
  backupModel: z.string().trim().min(1).max(120).optional(),
  /** Whether what failed on the base already is told apart. */
  baseline: z.boolean().optional(),
  maxTokens: z.int().min(1).max(1e12).optional(),
  maxMinutes: z.number().positive().max(100_000).optional(),
  allowUnknownPrice: z.boolean().optional(),
  metadata: metadata.optional(),
  requestedBy: requester.optional(),
  /** Leave it in the backlog (`pending`) instead of the queue. */
  hold: z.boolean().optional(),
};

const jobType = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9_-]{0,59}$/, "a job type is lower-case letters, digits, - and _");

const threadFields = {
  project: projectReference,
  baseBranch: z.string().trim().min(1).max(250).optional(),
  labels: z.array(label).max(50).optional(),
  dependsOn: z.array(id).max(100).optional(),
  parentThreadId: id.optional(),
  threadMetadata: metadata.optional(),
};

export const startThreadInput = z.strictObject({
  ...threadFields,
  ...jobFields,
  jobType: jobType.default("implement"),
});
export type StartThreadInput = z.input<typeof startThreadInput>;

export const createThreadInput = z.strictObject({ ...threadFields, title, priority: priority.optional() });
export type CreateThreadInput = z.input<typeof createThreadInput>;

export const continueThreadInput = z.strictObject({
  threadId: id,
  ...jobFields,
  jobType: jobType.default("continue"),
});
export type ContinueThreadInput = z.input<typeof continueThreadInput>;

export type JobFields = Omit<z.output<typeof continueThreadInput>, "threadId">;

export const sendMessageInput = z.strictObject({ threadId: id, text: instruction });
export type SendMessageInput = z.input<typeof sendMessageInput>;

export const threadInput = z.strictObject({ threadId: id });
export type ThreadInput = z.input<typeof threadInput>;

export const jobInput = z.strictObject({ jobId: id });
export type JobInput = z.input<typeof jobInput>;

export const switchAgentInput = z.strictObject({
  jobId: id,
  agent: z.string().trim().min(1).max(60),
  /** Left out: the one that the agent is configured with. */
  model: z.string().trim().min(1).max(120).optional(),
});
export type SwitchAgentInput = z.input<typeof switchAgentInput>;

export const openLaneInput = z.strictObject({ account: z.string().trim().min(1).max(100) });
export type OpenLaneInput = z.input<typeof openLaneInput>;

/** `revision`: of the plan that was read, when one is among what the job asks; without it no plan is decided on. */
export const decideJobInput = z.strictObject({ jobId: id, revision: z.string().max(100).optional() });
export type DecideJobInput = z.input<typeof decideJobInput>;

export const decisions = ["approve", "reject", "request_changes"] as const;

/** Length of all comments of one decision together. */
const commentsLimit = 200_000;

export const decideApprovalInput = z
  .strictObject({
    approvalId: id,
    /** `request_changes` of plans only, and with a comment of some kind: it must say what is to change. */
    decision: z.enum(decisions),
    /** The revision that was read; a decision on another one is refused. Plans are never decided on without. */
    revision: z.string().max(100).optional(),
    comment: z.string().max(20_000).optional(),
    /** One of those that the question offers. */
    choice: z.string().min(1).max(60).optional(),
    /** Of a used-up budget, how much more: dollars, tokens, minutes or turns. */
    amount: grantedAmount.optional(),
    /** On places of a plan. */
    comments: z.array(planComment).max(200).optional(),
  })
  .refine(({ decision, comments = [] }) => decision !== "approve" || comments.length === 0, {
    message: "an approval takes no comments on places: request changes, or say it in comment",
    path: ["comments"],
  })
  .refine(({ comments = [] }) => comments.reduce((sum, { text }) => sum + text.length, 0) <= commentsLimit, {
    message: `together longer than ${commentsLimit} characters`,
    path: ["comments"],
  })
  .refine(
    ({ decision, comment = "", comments = [] }) =>
      decision !== "request_changes" || comment.trim() !== "" || comments.length > 0,
    { message: "say what is to change, here or in comments", path: ["comment"] },
  );
export type DecideApprovalInput = z.input<typeof decideApprovalInput>;

export const setDraftInput = z.strictObject({ threadId: id, key: draftKey, text: draftText });
export type SetDraftInput = z.input<typeof setDraftInput>;

export const pauseInput = z.strictObject({
  project: projectReference.optional(),
  reason: z.string().trim().max(500).optional(),
});
export type PauseInput = z.input<typeof pauseInput>;

export const attachEventInput = z.strictObject({
  threadId: id,
  sourceKind: z.string().trim().min(1).max(60),
  sourceId: z.string().trim().min(1).max(300),
  eventType: z.string().trim().min(1).max(100),
  payload: z.json(),
});
export type AttachEventInput = z.input<typeof attachEventInput>;

export const createTokenInput = z.strictObject({ name: z.string().trim().min(1).max(100), role: z.enum(roles) });
export type CreateTokenInput = z.input<typeof createTokenInput>;

export const pinInput = z.strictObject({ worktreeId: id, pinned: z.boolean() });
export type PinInput = z.input<typeof pinInput>;
