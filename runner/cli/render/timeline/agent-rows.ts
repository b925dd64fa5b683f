import type { EventData } from "../../../../shared/events/catalogue.ts";
import { formatClock, formatCount, formatDuration, plural } from "../../../../shared/units.ts";
import { type EventOf, headOf, restOf, type TimelineRow } from "./row.ts";

const messageLines = 12;
const outputLines = 8;

export function agentRow(event: EventOf<"agent">, topic: string): TimelineRow {
  switch (event.type) {
    case "agent.started":
      return {
        topic,
        text: `agent ${event.data.resumed ? "goes on" : "starts"}, ${sandboxText(event.data.sandbox)}`,
        tone: event.data.sandbox === "none" ? "yellow" : "dim",
      };
    case "agent.session":
      return { topic, text: `session ${event.data.sessionId}${modelText(event.data.model)}`, tone: "dim", minor: true };
    case "agent.message":
      return {
        topic,
        text: headOf(event.data.text),
        headLines: messageLines,
        body: restOf(event.data.text, messageLines),
      };
    case "agent.thought":
      return {
        topic,
        text: `thinks: ${headOf(event.data.text)}`,
        tone: "dim",
        body: restOf(event.data.text, messageLines, "dim"),
        minor: true,
      };
    case "agent.tool_call":
      return toolRow(event.data, topic);
    case "agent.tool_result":
      return {
        topic,
        text: event.data.ok ? "done" : "✗ the tool failed",
        tone: event.data.ok ? "dim" : "red",
        body: { text: event.data.output, lines: outputLines, keep: "tail", tone: "dim" },
        minor: event.data.ok,
      };
    case "agent.plan":
      return planRow(event.data, topic);
    case "agent.denied":
      return { topic, text: `denied: ${event.data.title} (${event.data.reason})`, tone: "yellow" };
    case "agent.usage": {
      const { tokens, turns } = event.data;
      const used = `${formatCount(tokens.input + tokens.cachedInput)} in, ${formatCount(tokens.output)} out`;
      return { topic, text: `${used}, ${plural(turns, "turn")}`, tone: "dim", minor: true };
    }
    case "agent.limit": {
      const { kind, resetAt, text } = event.data;
      const until = resetAt === null ? "" : ` until ${formatClock(resetAt)}`;
      return { topic, text: `limit (${kind.replaceAll("_", " ")})${until}: ${text}`, tone: "yellow" };
    }
    case "agent.retrying": {
      const { attempt, httpStatus, delayMs } = event.data;
      const why = httpStatus === null ? "" : ` after HTTP ${httpStatus}`;
      const when = delayMs === null ? "" : ` in ${formatDuration(delayMs)}`;
      return { topic, text: `the agent asks its vendor again${why}, try ${attempt}${when}`, tone: "yellow" };
    }
    case "agent.stalled":
      return {
        topic,
        text: event.data.text ?? `nothing heard for ${formatDuration(event.data.silentMs)}`,
        tone: "yellow",
      };
  }
}

/** `edit src/cache/user.ts`, `run npm test`; the title only where the paths do not say it. */
function toolRow(data: EventData<"agent.tool_call">, topic: string): TimelineRow {
  const verb = { read: "read", edit: "edit", delete: "delete", move: "move", search: "search", execute: "run" };
  const known: Record<string, string> = {
    ...verb,
    fetch: "fetch",
    think: "think",
    delegate: "delegate",
    other: "tool",
  };
  const word = known[data.tool] ?? data.tool;
  const inFiles = data.tool === "read" || data.tool === "edit" || data.tool === "delete" || data.tool === "move";
  if (inFiles && data.paths.length > 0) {
    const shown = data.paths.slice(0, 3).join(", ");
    const more = data.paths.length > 3 ? ` (+${data.paths.length - 3})` : "";
    return { topic, text: `${word} ${shown}${more}`, tone: data.tool === "read" ? "dim" : undefined };
  }
  return { topic, text: `${word} ${data.title}`, tone: data.tool === "execute" ? undefined : "dim" };
}

function planRow(data: EventData<"agent.plan">, topic: string): TimelineRow {
  const done = data.entries.filter((entry) => entry.status === "completed").length;
  const current = data.entries.find((entry) => entry.status === "in_progress");
  const at = current ? `, now: ${current.text}` : "";
  return { topic, text: `plan ${done}/${data.entries.length} done${at}`, tone: "dim" };
}

function sandboxText(sandbox: EventData<"agent.started">["sandbox"]): string {
  if (sandbox === "none") return "not sandboxed";
  return sandbox === "bubblewrap" ? "sandboxed (bubblewrap)" : "sandboxed (own process namespace)";
}

function modelText(model: string | null): string {
  return model === null ? "" : `, model ${model}`;
}
