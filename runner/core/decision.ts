import * as z from "zod";
import { budgetQuestion } from "../../shared/budget/offer.ts";
import type { decideApprovalInput } from "../../shared/api/inputs.ts";
import { SpoolError } from "../../shared/errors.ts";
import { pausesAgent } from "../../shared/machines/approval.ts";
import {
  type Approval,
  type ApprovalChoice,
  type ApprovalStatus,
  approvalChoice,
} from "../../shared/model/approval.ts";
import { plan, type PlanComment } from "../../shared/model/plan.ts";

type Decision = z.output<typeof decideApprovalInput>;

/**
 * Why this question cannot be answered so; undefined when it can. The first answer wins: a later one is
 * `already_decided` with who and when; one on another revision than the current is `stale_revision`.
 */
export function refusal(approval: Approval, request: Decision): SpoolError | undefined {
  const { kind, status, revision } = approval;
  if (status !== "pending") {
    return new SpoolError("already_decided", `this was ${status} by ${approval.decidedBy ?? "the runner"}`, {
      details: { status, decidedBy: approval.decidedBy, decidedAt: approval.decidedAt },
    });
  }
  if (kind === "plan" && request.revision === undefined) {
    return wrong("revision", "a decision on a plan names the revision that was read");
  }
  if (kind !== "plan" && request.decision === "request_changes") {
    return wrong("decision", "changes can be requested of a plan only; approve or reject this");
  }
  if (request.revision !== undefined && request.revision !== revision) return stale(revision);
  const amountRefused = refusalOfAmount(approval, request);
  if (amountRefused) return amountRefused;
  const chosen = request.choice === undefined ? undefined : offered(approval).find(({ id }) => id === request.choice);
  if (request.choice !== undefined && chosen?.decision !== request.decision) {
    const known = offered(approval).filter(({ decision }) => decision === request.decision);
    return wrong("choice", `this is not offered with ${request.decision}`, {
      hint: known.length > 0 ? `one of: ${known.map(({ id }) => id).join(", ")}` : "leave it out",
    });
  }
  const stray = strayComment(approval, request.comments ?? []);
  return stray === undefined
    ? undefined
    : wrong(`comments[${stray}].anchor`, "there is no such place in what is asked");
}

function refusalOfAmount({ kind, payload }: Approval, request: Decision): SpoolError | undefined {
  const { amount, choice, decision } = request;
  if (amount === undefined) return undefined;
  const hint = "leave it out";
  if (kind !== "budget" || decision !== "approve") {
    return wrong("amount", "only a budget is extended by an amount, when it is approved", { hint });
  }
  if (choice !== undefined) return wrong("amount", "this says how much, and so does the choice", { hint });
  // Approved all the same, its dollars would not be counted any more, whatever amount was meant.
  if (budgetQuestion.safeParse(payload).data?.unknownPrice) {
    return wrong("amount", "the price is not known, and more dollars would not help", { hint });
  }
  return undefined;
}

/** The answers that a question offers besides yes and no. */
function offered({ payload }: Approval): readonly ApprovalChoice[] {
  return z.array(approvalChoice).safeParse(payload["choices"]).data ?? [];
}

/** The same for all that a job asks at once. `revision` is that of its plan; whoever has not read that must not decide on it. */
export function refusalOfAll(
  pending: readonly Approval[],
  { decision, revision }: Pick<Decision, "revision"> & { decision: "approve" | "reject" },
): SpoolError | undefined {
  const asked = pending.find(({ kind }) => kind === "plan");
  if (asked && revision === undefined) {
    return wrong(
      "revision",
      "a plan is among what the job asks, and a decision on it names the revision that was read",
      {
        hint: `read the plan, then: spool job ${decision} <job> --revision ${asked.revision} (in the API approvals.decide)`,
      },
    );
  }
  const known = asked ?? pending.find((approval) => approval.revision === revision);
  if (revision === undefined || known?.revision === revision) return undefined;
  return stale(asked?.revision);
}

function stale(revision: string | undefined): SpoolError {
  return new SpoolError("stale_revision", "what is asked has changed since you read it", {
    hint: "read it again and decide on that",
    ...(revision !== undefined && { details: { revision } }),
  });
}

function wrong(field: string, problem: string, options: { hint?: string } = {}): SpoolError {
  return new SpoolError("invalid_input", `${field}: ${problem}`, { details: { field }, ...options });
}

/** Place in the list of the first comment on something that the plan does not have. */
function strayComment({ kind, payload }: Approval, comments: readonly PlanComment[]): number | undefined {
  if (comments.length === 0) return undefined;
  const known = kind === "plan" ? plan.safeParse(payload).data : undefined;
  const stray = comments.findIndex(({ anchor }) => {
    switch (anchor.kind) {
      case "step":
        return anchor.step > (known?.steps.length ?? 0);
      case "file":
        return !known?.filesToTouch.some(({ path }) => path === anchor.path);
    }
  });
  return stray === -1 ? undefined : stray;
}

export function statusAfter(decision: Decision["decision"]): Exclude<ApprovalStatus, "pending"> {
  switch (decision) {
    case "approve":
      return "approved";
    case "reject":
      return "rejected";
    case "request_changes":
      return "changes_requested";
  }
}

/** Nothing of it is asked any more that its agent waits for, and its newest plan is not to be changed first. In the order they were asked. */
export function mayGoOn(approvals: readonly Pick<Approval, "kind" | "status">[]): boolean {
  if (approvals.some(({ kind, status }) => status === "pending" && pausesAgent(kind))) return false;
  return approvals.findLast(({ kind }) => kind === "plan")?.status !== "changes_requested";
}
