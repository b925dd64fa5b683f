import type { TimelineEvent } from "../../../shared/events/catalogue.ts";

/** All that an event has to say, as plain text for an editor; undefined for one that says nothing long. */
export function eventText({ type, data }: TimelineEvent): string | undefined {
  if (type === "agent.tool_result") return data.output;
  if (type === "agent.tool_call") return data.detail ?? data.title;
  if (type === "step.started") return data.command;
  if (type === "step.ended") return data.tail;
  if (type === "failure.classified") return data.evidence.join("\n");
  if (type === "job.created") return data.instruction;
  return "text" in data ? data.text : undefined;
}
