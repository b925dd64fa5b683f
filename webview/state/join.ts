import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { TimelineRow } from "./rows.ts";

/**
 * The name that an event shares with the one that ends what it began; undefined for an event that neither begins nor
 * ends anything.
 */
export function joinKey({ type, data, runId }: TimelineEvent): string | undefined {
  if (type === "agent.tool_call" || type === "agent.tool_result") return `call ${runId} ${data.callId}`;
  if (type === "stage.started" || type === "stage.ended") return `stage ${runId} ${data.stage}`;
  if (type === "step.started" || type === "step.ended") return `step ${runId} ${data.kind} ${data.name}`;
  if (type === "approval.requested" || type === "approval.decided") return `approval ${data.approvalId}`;
  if (type === "message.received" || type === "message.delivered" || type === "message.queued") {
    return `message ${data.messageId}`;
  }
  return undefined;
}

const ends: ReadonlySet<string> = new Set([
  "agent.tool_result",
  "stage.ended",
  "step.ended",
  "approval.decided",
  "message.delivered",
  "message.queued",
] satisfies TimelineEvent["type"][]);

/** Whether an event ends what another began, and makes no row of its own. */
export function isEnd({ type }: TimelineEvent): boolean {
  return ends.has(type);
}

/** Puts what an event that ends something says into where it belongs. */
export type Ending = (event: TimelineEvent) => void;

/** How to end the row (or the call in it) that was just begun; an event whose key is the row's is the right one. */
export function endingOf(row: TimelineRow): Ending {
  if (row.kind === "tools") {
    const call = row.calls.at(-1);
    return ({ seq, at, type, data }) => {
      if (type === "agent.tool_result" && call) call.result = { ok: data.ok, output: data.output, seq, at };
    };
  }
  return ({ seq, at, type, data }) => {
    if (row.kind === "stage" && type === "stage.ended") {
      const { outcome, durationMs, detail } = data;
      row.end = { outcome, durationMs, detail };
    } else if (row.kind === "step" && type === "step.ended") {
      const { exitCode, timedOut, durationMs, tail } = data;
      row.end = { exitCode, timedOut, durationMs, tail, seq };
    } else if (row.kind === "question" && type === "approval.decided") {
      const { status, by, comment } = data;
      row.decision = { status, by, comment, at };
    } else if (row.kind === "message" && type === "message.delivered") {
      row.state = "delivered";
    } else if (row.kind === "message" && type === "message.queued") {
      row.state = "queued";
    }
  };
}
