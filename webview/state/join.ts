import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { TimelineRow } from "./rows.ts";

/** Under which name a row waits for the event that ends it; undefined when nothing does. */
export function openingKey(row: TimelineRow, event: TimelineEvent): string | undefined {
  switch (event.type) {
    case "agent.tool_call":
      return `call ${row.runId} ${event.data.callId}`;
    case "stage.started":
      return `stage ${row.runId} ${event.data.stage}`;
    case "step.started":
      return `step ${row.runId} ${event.data.kind} ${event.data.name}`;
    case "approval.requested":
      return `approval ${event.data.approvalId}`;
    case "message.received":
      return `message ${event.data.messageId}`;
    default:
      return undefined;
  }
}

/** Under which name the row waits that this event ends; undefined when it ends none. */
export function closingKey(event: TimelineEvent): string | undefined {
  switch (event.type) {
    case "agent.tool_result":
      return `call ${event.runId} ${event.data.callId}`;
    case "stage.ended":
      return `stage ${event.runId} ${event.data.stage}`;
    case "step.ended":
      return `step ${event.runId} ${event.data.kind} ${event.data.name}`;
    case "approval.decided":
      return `approval ${event.data.approvalId}`;
    case "message.delivered":
    case "message.queued":
      return `message ${event.data.messageId}`;
    default:
      return undefined;
  }
}

/** What an event that ends a row puts into it: `close` of the row or of the one call of it that is meant. */
export type Ending = (event: TimelineEvent) => void;

/** How to end the row (or the call in it) that this event began. */
export function endingOf(row: TimelineRow): Ending {
  if (row.kind === "tools") {
    const call = row.calls.at(-1);
    return ({ seq, at, type, data }) => {
      if (type === "agent.tool_result" && call) call.result = { ok: data.ok, output: data.output, seq, at };
    };
  }
  return ({ seq, at, type, data }) => {
    // An end that does not fit its row cannot be: their keys differ.
    switch (row.kind) {
      case "stage":
        if (type === "stage.ended") {
          const { outcome, durationMs, detail } = data;
          row.end = { outcome, durationMs, detail };
        }
        break;
      case "step":
        if (type === "step.ended") {
          const { exitCode, timedOut, durationMs, tail } = data;
          row.end = { exitCode, timedOut, durationMs, tail, seq };
        }
        break;
      case "question":
        if (type === "approval.decided") {
          const { status, by, comment } = data;
          row.decision = { status, by, comment, at };
        }
        break;
      case "message":
        if (type === "message.delivered") row.state = "delivered";
        if (type === "message.queued") row.state = "queued";
        break;
      default:
        break;
    }
  };
}
