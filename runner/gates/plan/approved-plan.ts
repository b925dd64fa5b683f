import type { Approval } from "../../../shared/model/approval.ts";
import { type Plan, plan as planSchema } from "../../../shared/model/plan.ts";
import { filesMarkdown, section, stepsMarkdown } from "./plan-markdown.ts";
import type { PlanAnswer } from "./planning-prompt.ts";

export interface ApprovedPlan {
  approval: Approval;
  plan: Plan;
}

/** The plan by which a job is to be done: its newest, if that was approved. `approvals` in the order they were asked. */
export function approvedPlan(approvals: readonly Approval[]): ApprovedPlan | undefined {
  const approval = approvals.findLast(({ kind }) => kind === "plan");
  if (approval?.status !== "approved") return undefined;
  const plan = planSchema.safeParse(approval.payload).data;
  return plan && { approval, plan };
}

/** What the newest plan is to be made anew for; undefined when nobody said anything about it. */
export function answeredPlan(approvals: readonly Approval[]): PlanAnswer | undefined {
  const newest = approvals.findLast(({ kind }) => kind === "plan");
  if (newest?.status !== "changes_requested" && newest?.status !== "rejected") return undefined;
  const { status, comment, comments } = newest;
  const plan = planSchema.safeParse(newest.payload).data;
  return plan && { plan, status, comment, comments };
}

/** Of the next plan of a job. */
export function nextPlanNumber(approvals: readonly Approval[]): number {
  return approvals.filter(({ kind }) => kind === "plan").length + 1;
}

/** What the brief says about an approved plan. */
export function contractBrief({ approval, plan }: ApprovedPlan): string {
  const { title, number, approach, steps, filesToTouch, acceptance } = plan;
  const heading = `"${title}" (plan ${number}) was approved by a person. Do what it says, all of it and nothing beyond it.`;
  const parts = [
    section(
      "Approved plan",
      [heading, approach, stepsMarkdown(steps)].filter((part) => part.trim() !== "").join("\n\n"),
    ),
    section("Files of the plan", `These files and no others may be touched:\n\n${filesMarkdown(filesToTouch)}`),
    section("Accepted when", acceptance),
    section("Comments of the approver", approval.comment ?? ""),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}
