import { SpoolError, toSpoolError } from "../../shared/errors.ts";
import { outlivesRun } from "../../shared/machines/approval.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Run } from "../../shared/model/run.ts";
import type { Worktree } from "../../shared/model/worktree.ts";
import { firstLine } from "../../shared/text.ts";
import { closeLane, noteAnswer } from "../core/account-lanes.ts";
import { settleApproval } from "../core/commands/approvals.ts";
import { queueKeptMessages } from "../core/commands/kept-messages.ts";
import { findJob } from "../core/references.ts";
import { requestApproval } from "../core/request-approval.ts";
import { moveJob, subjectOf } from "../core/transitions.ts";
import type { Writes } from "../store/port.ts";
import { checkDetached, type RunContext } from "./context.ts";
import { endProcesses } from "./end-processes.ts";
import { runnerItself } from "./runner-itself.ts";
import {
  type AgentChoice,
  consequence,
  type JobConsequence,
  runStatusOf,
  stageOutcomeOf,
  type Verdict,
} from "./verdict.ts";

/** The one transaction in which a run ends, its job goes on, and its worktree becomes retained. */
export async function endRun(context: RunContext, verdict: Verdict): Promise<void> {
  const { ledger } = context;
  const { core, run } = ledger;
  await endProcesses(context);
  const released = await releaseWorktree(context);
  checkDetached(context);
  const status = runStatusOf(verdict);
  const reason = "message" in verdict ? verdict.message : null;
  const now = ledger.now();
  const change: Partial<Run> = {
    status,
    stage: null,
    failureClass: "class" in verdict ? verdict.class : verdict.kind === "timed_out" ? "timeout" : null,
    failureReason: reason,
    // Of a plan that failed there is nothing in the working tree to go on from.
    remediationForNext: (run.stage === "plan" ? null : remediationOf(verdict)) ?? run.remediation,
    failure: verdict.kind === "failed" ? (verdict.judged?.failure ?? null) : null,
    finishedAt: now,
  };
  const { exitCause, tokens, costUsd, turns } = run;
  const durationMs = Math.max(0, now - (run.startedAt ?? run.createdAt));
  const data = { status, reason, exitCause, durationMs, tokens, costUsd, turns };
  const judged = verdict.kind === "failed" ? verdict.judged : undefined;
  await ledger.record(change, judged?.events ?? [], async (transaction) => {
    for (const stage of await transaction.runs.stages(run.id)) {
      if (stage.endedAt === null) await ledger.closeStage(transaction, stage.name, stageOutcomeOf(verdict), reason);
    }
    const { projectId, threadId, jobId, id: runId } = run;
    await transaction.events.append([{ type: "run.ended", projectId, threadId, jobId, runId, data }], now);
    const job = await findJob(transaction, run.jobId);
    // Someone cancelled while the run was ending by itself: a success stands, anything else is a cancel.
    const cancelled = job.cancelRequestedAt !== null && verdict.kind !== "succeeded";
    const effective: Verdict = cancelled ? { kind: "cancelled" } : verdict;
    for (const approval of await transaction.approvals.forJob(job.id)) {
      if (approval.status !== "pending" || approval.runId !== run.id) continue;
      if (effective.kind === "asks" && outlivesRun(approval.kind)) continue;
      await settleApproval(transaction, approval, { status: "cancelled", by: "spool", comment: "the run ended", now });
    }
    const next = consequence(effective, job, {
      now,
      random: core.random(),
      retryBaseMs: core.limits().retryBaseMs,
      lostInARow: verdict.kind === "lost" ? run.progress.lostBefore + 1 : 0,
    });
    const parkedUntil = await noteVendor(transaction, context, verdict, now);
    await applyConsequence(transaction, context, next, { now, parkedUntil });
    if (effective.kind === "asks") await ask(transaction, context, effective, now);
    if (released) await retain(transaction, context, released, next, now);
    // Unless the job goes on: its next run may still take them.
    if (next.status !== "retry_queued" && effective.kind !== "asks") {
      await queueKeptMessages(core, transaction, { threadId: run.threadId, caller: runnerItself, now });
    }
  });
}

function remediationOf(verdict: Verdict): string | undefined {
  if (verdict.kind === "blocked" || verdict.kind === "again") return verdict.remediation;
  return verdict.kind === "failed" ? (verdict.remediation ?? verdict.message) : undefined;
}

async function applyConsequence(
  transaction: Writes,
  context: RunContext,
  next: JobConsequence,
  { now, parkedUntil }: { now: number; parkedUntil: number | null | undefined },
): Promise<void> {
  const { run } = context.ledger;
  const job = await findJob(transaction, run.jobId);
  const { status, attemptsUsed, dueAt, reason } = next;
  const summary = status === "succeeded" ? run.summary : job.summary;
  await moveJob(transaction, job, status, { now, reason, attemptsUsed, dueAt, summary, parked: true });
  if (status === "retry_queued" && next.escalateTo) {
    await escalate(transaction, { job, runId: run.id, to: next.escalateTo, reason, now });
  }
  // A job that waits for a person has no time to be told.
  if (status !== "retry_queued" || parkedUntil === null) return;
  const data = { attempt: run.attempt + 1, dueAt: dueAt ?? parkedUntil ?? now, reason: reason ?? "" };
  const subject = { projectId: run.projectId, threadId: run.threadId, jobId: run.jobId, runId: run.id };
  await transaction.events.append([{ type: "job.retry_scheduled", ...subject, data }], now);
}

/** What the run's end says of the vendor's account. Until when its lane is closed, when it is. */
async function noteVendor(
  transaction: Writes,
  context: RunContext,
  verdict: Verdict,
  now: number,
): Promise<number | null | undefined> {
  const { core, run } = context.ledger;
  const { id: runId, jobId, threadId, projectId, agent } = run;
  const subject = { projectId, threadId, jobId, runId };
  if (verdict.kind === "succeeded" || verdict.kind === "asks") {
    await noteAnswer(core, transaction, { agent, jobId, subject, now });
  }
  if (verdict.kind !== "limited" || verdict.limit === null) return undefined;
  const { limit: kind, message, resetAt } = verdict;
  const words = firstLine(message, 400);
  const refusal = { kind, words, resetAt, runId, jobId, threadId, runBegan: run.createdAt };
  return closeLane(core, transaction, { agent, refusal, subject, now });
}

/** From the next run on the backup works on the job. */
async function escalate(
  transaction: Writes,
  { job, runId, to, reason, now }: { job: Job; runId: string; to: AgentChoice; reason: string | null; now: number },
): Promise<void> {
  const from = { agent: job.agent, model: job.model };
  await transaction.jobs.update(job.id, { ...to, escalatedFrom: from });
  const event = { type: "job.escalated" as const, ...subjectOf(job), runId, data: { from, to, reason: reason ?? "" } };
  await transaction.events.append([event], now);
}

/** After the job was parked: what is asked of a parked job moves it when it is answered. */
async function ask(
  transaction: Writes,
  context: RunContext,
  { question, waitsFor }: Extract<Verdict, { kind: "asks" }>,
  now: number,
): Promise<void> {
  const { core, run } = context.ledger;
  const job = await findJob(transaction, run.jobId);
  if (question !== null) {
    await requestApproval(core, transaction, { job, runId: run.id, kind: waitsFor, ...question, now });
    return;
  }
  // Answered while the run was ending: nothing would ever move the job again.
  const asked = await transaction.approvals.forJob(job.id);
  if (asked.some(({ kind, status }) => outlivesRun(kind) && status === "pending")) return;
  await moveJob(transaction, job, "queued", { now, reason: `the ${waitsFor} was answered meanwhile`, dueAt: null });
}

async function retain(
  transaction: Writes,
  context: RunContext,
  { worktree, branch }: Released,
  next: JobConsequence,
  now: number,
): Promise<void> {
  const { retainOnSuccessMs, retainOnFailureMs, pruneAfterMs } = context.project.worktrees;
  const succeeded = next.status === "succeeded";
  // The next attempt continues in a fresh worktree from the checkpoint: this one is of no more use.
  const isReplaced = next.status === "retry_queued" || next.status === "waiting_approval";
  const keepMs = isReplaced ? 0 : succeeded ? retainOnSuccessMs : retainOnFailureMs;
  await transaction.worktrees.update(worktree.id, {
    state: "retained",
    branch,
    retentionReason: succeeded ? "success" : "failure",
    retainedUntil: now + Math.min(keepMs, pruneAfterMs),
    lastActivityAt: now,
  });
  const { projectId, threadId, jobId, id: runId } = context.ledger.run;
  const data = { worktreeId: worktree.id, from: worktree.state, to: "retained" as const };
  await transaction.events.append([{ type: "worktree.state", projectId, threadId, jobId, runId, data }], now);
}

interface Released {
  worktree: Worktree;
  /** Null unless it could not be freed: by it the next run knows whom to take it from. */
  branch: string | null;
}

/** Frees the branch for the thread's next run; the files stay for a look. One that was half made may hold it, too. */
async function releaseWorktree(context: RunContext): Promise<Released | undefined> {
  const { ledger, workspaces, projectSettings } = context;
  if (ledger.run.worktreeId === null) return undefined;
  const worktree = await ledger.core.store.read.worktrees.get(ledger.run.worktreeId);
  if (!worktree || (worktree.state !== "active" && worktree.state !== "provisioning")) return undefined;
  try {
    await workspaces.detach(projectSettings.source, worktree.path);
    return { worktree, branch: null };
  } catch (error) {
    if (!SpoolError.is(error)) throw error;
    // The next run frees the branch again before it needs it, and says so if it cannot.
    await ledger.warn("worktree", `the worktree still holds its branch: ${toSpoolError(error).message}`);
    return { worktree, branch: worktree.branch };
  }
}
