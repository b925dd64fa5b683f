import { createHash } from "node:crypto";
import { eventTextLimit } from "../../shared/events/catalogue.ts";
import { pausesAgent } from "../../shared/machines/approval.ts";
import type { Approval } from "../../shared/model/approval.ts";
import type { Job } from "../../shared/model/job.ts";
import { firstLine, shorten } from "../../shared/text.ts";
import type { Writes } from "../store/port.ts";
import type { Core } from "./core.ts";
import { moveJob, subjectOf } from "./transitions.ts";

/**
 * Asks a person: a durable approval with its event. A job at work waits for the answer when its agent does. Asked once per
 * run and key.
 */
export async function requestApproval(
  core: Core,
  transaction: Writes,
  request: {
    job: Job;
    runId: string | null;
    kind: Approval["kind"];
    requestKey: string;
    title: string;
    payload: Approval["payload"];
    /** The heart of the payload, for the timeline. */
    detail: string | null;
    expiresAfterMs?: number | null;
    now: number;
  },
): Promise<Approval> {
  const { job, runId, kind, requestKey, payload, expiresAfterMs = null, now } = request;
  const known = runId === null ? undefined : await transaction.approvals.byRequest(runId, requestKey);
  if (known) return known;
  const title = firstLine(request.title, 500);
  const approval: Approval = {
    id: core.ids.make("approval"),
    threadId: job.threadId,
    jobId: job.id,
    runId,
    kind,
    requestKey,
    title,
    payload,
    revision: revisionOf(title, payload),
    status: "pending",
    requestedAt: now,
    expiresAt: expiresAfterMs === null ? null : now + expiresAfterMs,
    decidedAt: null,
    decidedBy: null,
    comment: null,
    comments: [],
    choice: null,
  };
  await transaction.approvals.insert(approval);
  const subject = { ...subjectOf(job), ...(runId !== null && { runId }) };
  const detail = request.detail === null ? null : shorten(request.detail, eventTextLimit);
  const data = { approvalId: approval.id, kind, title, detail, revision: approval.revision };
  await transaction.events.append([{ type: "approval.requested", ...subject, data }], now);
  if (job.status === "running" && pausesAgent(kind))
    await moveJob(transaction, job, "waiting_approval", { now, reason: title });
  return approval;
}

function revisionOf(title: string, payload: Approval["payload"]): string {
  return createHash("sha256")
    .update(JSON.stringify([title, payload]))
    .digest("hex")
    .slice(0, 16);
}
