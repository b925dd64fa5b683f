import { createHash } from "node:crypto";
import { eventTextLimit } from "../../shared/events/catalogue.ts";
import type { Approval } from "../../shared/model/approval.ts";
import { firstLine, shorten } from "../../shared/text.ts";
import type { AgentAnswer, AgentEvent } from "../agents/port.ts";
import { findJob } from "../core/references.ts";
import { moveJob } from "../core/transitions.ts";
import type { Writes } from "../store/port.ts";
import type { RunLedger } from "./ledger.ts";

/** Makes the agent's question a durable approval, once, and lets the job wait for its answer. */
export async function askPermission(
  ledger: RunLedger,
  transaction: Writes,
  question: Extract<AgentEvent, { kind: "question" }>,
  now: number,
): Promise<void> {
  const { run } = ledger;
  if (await transaction.approvals.byRequest(run.id, question.requestId)) return;
  const payload: Approval["payload"] = {
    tool: question.tool,
    detail: shorten(question.detail ?? "", eventTextLimit),
    diff: shorten(question.diff ?? "", eventTextLimit),
  };
  const title = firstLine(question.title, 500);
  const revision = createHash("sha256")
    .update(JSON.stringify([title, payload]))
    .digest("hex")
    .slice(0, 16);
  const approval: Approval = {
    id: ledger.core.ids.make("approval"),
    threadId: run.threadId,
    jobId: run.jobId,
    runId: run.id,
    kind: "permission",
    requestKey: question.requestId,
    title,
    payload,
    revision,
    status: "pending",
    requestedAt: now,
    decidedAt: null,
    decidedBy: null,
    comment: null,
  };
  await transaction.approvals.insert(approval);
  const subject = { projectId: run.projectId, threadId: run.threadId, jobId: run.jobId, runId: run.id };
  const detail = question.detail === undefined ? null : shorten(question.detail, eventTextLimit);
  const data = { approvalId: approval.id, kind: approval.kind, title, detail, revision };
  await transaction.events.append([{ type: "approval.requested", ...subject, data }], now);
  const job = await findJob(transaction, run.jobId);
  if (job.status === "running") await moveJob(transaction, job, "waiting_approval", { now, reason: title });
}

/** What a settled approval tells the agent; undefined while it is pending. */
export function readAnswer(approval: Approval): AgentAnswer | undefined {
  switch (approval.status) {
    case "pending":
      return undefined;
    case "approved":
      return { decision: "allow" };
    case "rejected":
    case "changes_requested":
    case "expired":
    case "cancelled":
      return { decision: "deny", reason: approval.comment ?? `${approval.status} by ${approval.decidedBy ?? "Spool"}` };
  }
}
