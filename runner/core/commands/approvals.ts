import { decideApprovalInput, decideJobInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { notFound, SpoolError } from "../../../shared/errors.ts";
import { afterAnswer, outlivesRun } from "../../../shared/machines/approval.ts";
import { isJobActive, isJobParked } from "../../../shared/machines/job.ts";
import type { Approval, ApprovalStatus } from "../../../shared/model/approval.ts";
import { contractQuestion } from "../../../shared/model/contract.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { PlanComment } from "../../../shared/model/plan.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Writes } from "../../store/port.ts";
import type { Caller, Core } from "../core.ts";
import { mayGoOn, refusal, refusalOfAll, statusAfter } from "../decision.ts";
import { extendBudget } from "../extend-budget.ts";
import { command } from "../idempotency.ts";
import { findJob, findThread } from "../references.ts";
import { moveJob } from "../transitions.ts";
import { queueKeptMessages } from "./kept-messages.ts";

/** Settles a question. Errors: `not_found`, and those of `refusal`. */
export async function decideApproval(core: Core, caller: Caller, input: unknown): Promise<{ approval: Approval }> {
  const request = parseInput(decideApprovalInput, input);
  return command(core, caller, "approval.decide", request, async (transaction, now) => {
    const approval = await transaction.approvals.get(request.approvalId);
    if (!approval) throw notFound("approval", request.approvalId);
    const refused = refusal(approval, request);
    if (refused) throw refused;
    const { comment = null, comments = [], choice = null, amount = null } = request;
    const status = statusAfter(request.decision);
    const answer = { status, by: caller.name, comment, comments, choice, amount, now };
    const settled = await answerApproval(transaction, approval, answer);
    await queueUntaken(core, transaction, { jobId: approval.jobId, caller, now });
    return { approval: settled };
  });
}

/** What a person answers: settles the question, after what a budget is given with it, and all that ask the same of that day. */
async function answerApproval(
  transaction: Writes,
  approval: Approval,
  answer: Parameters<typeof settleApproval>[2] & { amount: number | null },
): Promise<Approval> {
  const { status, by, choice = null, amount, now } = answer;
  const isExtended = approval.kind === "budget" && status === "approved";
  const same = isExtended ? await extendBudget(transaction, approval, { choice, amount, by, now }) : [];
  const settled = await settleApproval(transaction, approval, answer);
  for (const other of same) await settleApproval(transaction, other, { status, by, comment: null, now });
  return settled;
}

/** Writes the decision, its event, and lets the job go on when nothing else stands in its way. */
export async function settleApproval(
  transaction: Writes,
  approval: Approval,
  decision: {
    status: Exclude<ApprovalStatus, "pending">;
    by: string;
    comment: string | null;
    comments?: readonly PlanComment[];
    choice?: string | null;
    now: number;
  },
): Promise<Approval> {
  const { status, by, comment, choice = null, now } = decision;
  const comments = [...(decision.comments ?? [])];
  const settled = await transaction.approvals.update(approval.id, {
    status,
    decidedAt: now,
    decidedBy: by,
    comment,
    comments,
    choice,
  });
  const job = await findJob(transaction, approval.jobId);
  const subject = { projectId: job.projectId, threadId: job.threadId, jobId: job.id };
  await transaction.events.append(
    [
      {
        type: "approval.decided",
        ...subject,
        ...(approval.runId !== null && { runId: approval.runId }),
        data: {
          approvalId: approval.id,
          status,
          by,
          comment,
          ...(comments.length > 0 && { comments }),
          ...(choice !== null && { choice }),
        },
      },
    ],
    now,
  );
  if (settled.kind === "contract" && status === "approved") {
    const paths = (contractQuestion.safeParse(settled.payload).data?.files ?? []).map(({ path }) =>
      path.slice(0, 1_000),
    );
    const data = { approvalId: settled.id, by, paths: paths.slice(0, 50), total: paths.length };
    await transaction.events.append([{ type: "contract.amended", ...subject, data }], now);
  }
  if (isJobParked(job) || job.status === "blocked") await goOnFromPark(transaction, job, settled, now);
  else if (job.status === "waiting_approval" && mayGoOn(await transaction.approvals.forJob(job.id))) {
    await moveJob(transaction, job, "running", { now, reason: null });
  }
  return settled;
}

/** The answer moves a job whose run ended by asking; while more of that kind is asked, it waits on. */
async function goOnFromPark(transaction: Writes, job: Job, settled: Approval, now: number): Promise<void> {
  const { kind, status, decidedBy, comment } = settled;
  if (status === "pending" || !outlivesRun(kind)) return;
  const to = afterAnswer(kind, status);
  if (to === undefined) return;
  const asked = (await transaction.approvals.forJob(job.id)).filter((other) => outlivesRun(other.kind));
  if (to === "queued" && asked.some((other) => other.status === "pending")) return;
  const words = `${kind} ${status === "changes_requested" ? "to be changed" : status} by ${decidedBy ?? "spool"}`;
  const reason = comment === null ? words : `${words}: ${comment}`;
  if (to !== job.status) await moveJob(transaction, job, to, { now, reason, dueAt: null });
}

/** What was said to a job that now ended waited for its next run, which never comes. */
export async function queueUntaken(
  core: Core,
  transaction: Writes,
  { jobId, caller, now }: { jobId: string; caller: Caller; now: number },
): Promise<void> {
  const { status, threadId } = await findJob(transaction, jobId);
  if (status !== "blocked" && status !== "failed") return;
  const jobs = await transaction.jobs.forThread(threadId);
  if (jobs.some((job) => isJobActive(job.status) || job.status === "retry_queued")) return;
  await queueKeptMessages(core, transaction, { threadId, caller, now });
}

/** JSON v1's `job.approve` and the command line's: approves everything the job asks right now. Errors: those of `refusalOfAll`. */
export async function approveJob(
  core: Core,
  caller: Caller,
  input: unknown,
): Promise<{ job: Job; thread: Thread; approvals: Approval[] }> {
  return decideAll(core, caller, input, "approve");
}

export async function rejectJob(
  core: Core,
  caller: Caller,
  input: unknown,
): Promise<{ job: Job; thread: Thread; approvals: Approval[] }> {
  return decideAll(core, caller, input, "reject");
}

async function decideAll(
  core: Core,
  caller: Caller,
  input: unknown,
  decision: "approve" | "reject",
): Promise<{ job: Job; thread: Thread; approvals: Approval[] }> {
  const request = parseInput(decideJobInput, input);
  const { jobId, revision } = request;
  const status = statusAfter(decision);
  return command(core, caller, `job.${status}`, request, async (transaction, now) => {
    const job = await findJob(transaction, jobId);
    const pending = (await transaction.approvals.forJob(jobId)).filter((approval) => approval.status === "pending");
    if (pending.length === 0) {
      throw new SpoolError("conflict", `job ${jobId} is ${job.status}: it asks for no approval`, {
        details: { status: job.status, active: isJobActive(job.status) },
      });
    }
    const refused = refusalOfAll(pending, { decision, revision });
    if (refused) throw refused;
    const approvals: Approval[] = [];
    for (const approval of pending) {
      const answer = { status, by: caller.name, comment: null, amount: null, now };
      approvals.push(await answerApproval(transaction, approval, answer));
    }
    await queueUntaken(core, transaction, { jobId, caller, now });
    return {
      job: await findJob(transaction, jobId),
      thread: await findThread(transaction, job.threadId),
      approvals,
    };
  });
}
