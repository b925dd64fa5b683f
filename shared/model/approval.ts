import * as z from "zod";
import { id, time } from "./common.ts";
import { planComment } from "./plan.ts";

export const approvalKinds = ["plan", "permission", "budget", "side_effect", "publish", "breakdown"] as const;
export const approvalStatuses = [
  "pending",
  "approved",
  "rejected",
  "changes_requested",
  "expired",
  "cancelled",
] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

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
  /** The exact command, diff or argument. */
  payload: z.record(z.string(), z.json()),
  /** Hash of the payload: a decision names the revision it was made on. */
  revision: z.string(),
  status: z.enum(approvalStatuses),
  requestedAt: time,
  decidedAt: time.nullable(),
  decidedBy: z.string().nullable(),
  comment: z.string().nullable(),
  /** On places of a plan, given with the decision. */
  comments: z.array(planComment).default([]),
});
export type Approval = z.infer<typeof approval>;
