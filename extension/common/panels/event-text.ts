import type { TimelineEvent } from "../../../shared/events/catalogue.ts";

/** All that an event has to say, as plain text for an editor; undefined for one that says nothing long. */
export function eventText(event: TimelineEvent): { title: string; text: string } | undefined {
  switch (event.type) {
    case "agent.tool_result":
      return { title: "output", text: event.data.output };
    case "agent.tool_call":
      return { title: "call", text: event.data.detail ?? event.data.title };
    case "step.started":
      return { title: event.data.name, text: event.data.command };
    case "step.ended":
      return { title: event.data.name, text: event.data.tail };
    case "job.created":
      return { title: "instruction", text: event.data.instruction };
    case "message.received":
    case "agent.message":
    case "agent.thought":
    case "warning":
      return { title: event.type, text: event.data.text };
    default:
      return undefined;
  }
}

/** A name for a file that is only shown: nothing in it can lead elsewhere. */
export function safeFileName(name: string): string {
  const plain = name.replace(/[^\w.-]+/g, "-").replace(/^[.-]+|[.-]+$/g, "");
  return plain === "" ? "text" : plain.slice(0, 80);
}
