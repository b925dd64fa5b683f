import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import { isNoteEvent, noteOf } from "./notes.ts";
import type { TimelineRow } from "./rows.ts";

/** The row that an event begins; undefined when it begins none: it ends one, or says what others say better. */
export function rowOf(event: TimelineEvent): TimelineRow | undefined {
  const { seq, at, jobId, runId } = event;
  const frame = { key: String(seq), seq, at, jobId, runId };
  if (isNoteEvent(event)) {
    const note = noteOf(event);
    return note && { kind: "note", ...frame, ...note };
  }
  switch (event.type) {
    case "job.created":
      return { kind: "instruction", ...frame, ...event.data };
    case "message.received":
      return { kind: "message", ...frame, text: event.data.text, by: event.data.by, state: "kept" };
    case "agent.message":
      return { kind: "speech", ...frame, text: event.data.text };
    case "agent.thought":
      return { kind: "thought", ...frame, text: event.data.text };
    case "agent.tool_call":
      return { kind: "tools", ...frame, calls: [{ ...event.data, seq, at, result: null }] };
    case "agent.plan":
      return { kind: "plan", ...frame, ...event.data };
    case "run.started":
      return { kind: "run", ...frame, ...event.data };
    case "run.ended":
      return { kind: "ended", ...frame, ...event.data };
    case "stage.started":
      return { kind: "stage", ...frame, stage: event.data.stage, end: null };
    case "step.started": {
      const { kind: what, ...data } = event.data;
      return { ...data, kind: "step", ...frame, what, end: null };
    }
    case "failure.classified":
      return { kind: "failure", ...frame, ...event.data };
    case "approval.requested": {
      const { kind: about, ...data } = event.data;
      return { ...data, kind: "question", ...frame, about, decision: null };
    }
    case "checkpoint.created":
      return { kind: "checkpoint", ...frame, ...event.data };
    case "job.retry_scheduled":
      return { kind: "retry", ...frame, ...event.data };
    case "job.status": {
      const { to } = event.data;
      const settled = to === "succeeded" || to === "failed" || to === "blocked" || to === "cancelled";
      return settled ? { kind: "outcome", ...frame, ...event.data } : undefined;
    }
    case "publish.done":
      return { kind: "published", ...frame, ...event.data };
    case "artifact.added":
      return { kind: "artifacts", ...frame, files: [event.data] };
    // Ends of rows.
    case "agent.tool_result":
    case "stage.ended":
    case "step.ended":
    case "approval.decided":
    case "message.delivered":
    case "message.queued":
    // The header says it, and always the latest.
    case "thread.created":
    case "thread.status":
    case "worktree.state":
    case "agent.session":
    case "agent.usage":
    case "outbox.requested":
    // Of the runner, not of a thread.
    case "project.added":
    case "project.updated":
    case "project.removed":
    case "token.created":
    case "token.revoked":
      return undefined;
    default:
      return unknownRow(event, frame);
  }
}

/** A newer runner may tell of what this version has never heard of. */
function unknownRow(event: never, frame: Pick<TimelineRow, "key" | "seq" | "at" | "jobId" | "runId">): TimelineRow {
  const { type } = event as { type: unknown };
  return { kind: "unknown", ...frame, type: typeof type === "string" ? type : "unnamed" };
}
