import * as z from "zod";
import { id, time } from "./common.ts";
import { planComment } from "./plan.ts";

export const approvalKinds = [
  "plan",
  "permission",
  "budget",
  "side_effect",
  "publish",
  "breakdown",
  "contract",
  "liveness",
] as const;
export type ApprovalKind = (typeof approvalKinds)[number];
export const approvalStatuses = [
  "pending",
  "approved",
  "rejected",
  "changes_requested",
  "expired",
  "cancelled",
] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

/** One of the answers that a question offers besides yes and no; `decision` is what it comes to. */
export const approvalChoice = z.object({
  id: z.string().min(1).max(60),
  label: z.string().min(1).max(200),
  decision: z.enum(["approve", "reject"]),
});
export type ApprovalChoice = z.infer<typeof approvalChoice>;

export const approval = z.object({
  id,
  threadId: id,
  jobId: id,
  runId: id.nullable(),
  kind: z.enum(approvalKinds),
  /** The asker's own key; one question is asked once per run however often the runner restarts. */
  requestKey: z.string(),
  /** One line: what is asked. */
  title: z.string(),
  /** The exact command, diff or argument. `choices`, where there are any, are those of `approvalChoice`. */
  payload: z.record(z.string(), z.json()),
  /** Hash of the payload: a decision names the revision it was made on. */
  revision: z.string(),
  status: z.enum(approvalStatuses),
  requestedAt: time,
  /** Not answered by then it expires; null: it waits for as long as it takes. */
  expiresAt: time.nullable().default(null),
  decidedAt: time.nullable(),
  decidedBy: z.string().nullable(),
  comment: z.string().nullable(),
  /** On places of a plan, given with the decision. */
  comments: z.array(planComment).default([]),
  /** Which of the payload's choices it was. */
  choice: z.string().nullable().default(null),
});
export type Approval = z.infer<typeof approval>;
