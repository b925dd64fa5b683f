import * as z from "zod";
import { decisions } from "../api/inputs.ts";
import type { ForecastView } from "../forecast.ts";
import type { ApprovalStatus } from "../model/approval.ts";
import { id, repositoryPath } from "../model/common.ts";
import { type Plan, type PlanComment, planComment } from "../model/plan.ts";
import type { PanelConnection } from "./thread.ts";

/**
 * A comment that was not sent yet. `about` is what its place was called when it was written: after the plan changed it
 * tells where the comment belongs. Without an anchor the place is gone; the text is kept until the person removes it.
 */
const draftComment = z.strictObject({
  id: z.string().min(1).max(60),
  anchor: planComment.shape.anchor.nullable(),
  about: z.string().max(5_000),
  text: z.string().max(10_000),
});
export type DraftComment = z.infer<typeof draftComment>;

/** What a person has half written about one revision of a plan. */
export const planDraft = z.strictObject({
  revision: z.string().max(100),
  text: z.string().max(20_000),
  comments: z.array(draftComment).max(400),
});
export type PlanDraft = z.infer<typeof planDraft>;

/** What the plan panel's webview may ask of its host, with what it must look like. */
export const planPanelInputs = {
  /** First of all, and again after each reload of the webview. */
  open: z.strictObject({}),
  /** What jobs like the one of the plans came to before. */
  forecast: z.strictObject({}),
  decide: z.strictObject({
    approvalId: id,
    revision: z.string().max(100),
    decision: z.enum(decisions),
    comment: z.string().max(20_000),
    comments: z.array(planComment).max(200),
  }),
  /** Null removes it. */
  saveDraft: z.strictObject({ approvalId: id, draft: planDraft.nullable() }),
  /** Shows a file of a plan as it is before the plan is done, read-only. */
  openFile: z.strictObject({ path: repositoryPath }),
  /** `url` as an agent wrote it: the host opens http and https, after VS Code's own question. */
  openLink: z.strictObject({ url: z.string().max(4_096) }),
  openDocument: z.strictObject({ approvalId: id }),
  openThread: z.strictObject({}),
  copy: z.strictObject({ text: z.string().max(500_000) }),
} as const;

/** One plan of a job, with what became of it. */
export interface PlanRecord {
  approvalId: string;
  revision: string;
  status: ApprovalStatus;
  requestedAt: number;
  decidedAt: number | null;
  decidedBy: string | null;
  comment: string | null;
  comments: PlanComment[];
  /** Null for one that this version cannot read. */
  plan: Plan | null;
  /** What there is beyond what a plan is known to hold, as JSON: nobody decides on what they were not shown. May be empty. */
  rest: string;
}

/** `kept` says how far a draft has come: to the runner, or no further than this editor, and why. */
export type DraftKept = { kept: "runner" } | { kept: "editor"; reason: string };

export type PlanPanelOpened =
  | {
      kind: "plan";
      thread: { title: string; project: string; branch: string; hasBase: boolean };
      /** Of one job, in the order in which they were asked. */
      plans: PlanRecord[];
      /** By approval. Null when it could not be asked for: what the webview has is then all there is. */
      drafts: Record<string, PlanDraft> | null;
      connection: PanelConnection;
    }
  /** There is nothing to show yet; `open` is worth asking again after a push of type `reopen`. */
  | { kind: "waiting"; reason: string; hint: string | null };

/** What became of a decision; in each case with the plans as they are now. */
export interface DecisionOutcome {
  kind: "decided" | "already_decided" | "stale_revision";
  plans: PlanRecord[];
}

type Inputs = { [Name in keyof typeof planPanelInputs]: z.input<(typeof planPanelInputs)[Name]> };

/** What is answered where it is more than that it was done. */
interface Answers {
  open: PlanPanelOpened;
  forecast: ForecastView;
  decide: DecisionOutcome;
  saveDraft: DraftKept;
}

export interface PlanPanelContract {
  requests: {
    [Name in keyof Inputs]: { input: Inputs[Name]; output: Name extends keyof Answers ? Answers[Name] : null };
  };
  push:
    | { type: "plans"; plans: PlanRecord[] }
    | { type: "connection"; connection: PanelConnection }
    /** The person asked for this one. */
    | { type: "show"; approvalId: string }
    | { type: "reopen" };
}

/** What VS Code keeps of the panel to show it again after a restart. */
export const planPanelState = z.object({ runnerId: z.string(), threadId: id, jobId: id, approvalId: id });
export type PlanPanelState = z.infer<typeof planPanelState>;
