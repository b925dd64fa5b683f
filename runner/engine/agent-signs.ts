import type { AgentEvent } from "../agents/port.ts";
import type { Sign } from "../gates/liveness/watch.ts";

/** What an agent's event says of whether it gets on. */
export function signOf(event: AgentEvent): Sign {
  switch (event.kind) {
    case "tool_call": {
      const { callId, tool, title, paths, detail = "" } = event;
      return { kind: "call", callId, tool, title, paths, detail };
    }
    case "tool_result":
      return { kind: "result", callId: event.callId, ok: event.ok, output: event.output };
    case "message":
    case "thought":
      return { kind: "text", text: event.text };
    case "plan":
      return { kind: "text", text: event.entries.map(({ text, status }) => `${status} ${text}`).join("\n") };
    case "retrying":
      return { kind: "retry" };
    case "session":
    case "question":
    case "question_withdrawn":
    case "denied":
    case "usage":
    case "limit":
    case "warning":
      return { kind: "other" };
  }
}
