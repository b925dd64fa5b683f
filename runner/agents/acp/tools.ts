import { type ToolKind, toolKinds } from "../../../shared/model/tool-kind.ts";
import type { AgentEvent } from "../port.ts";
import { at, listAt, stringify, textAt, textsOf } from "../reading.ts";
import { outputText, replacementDiff, shownPath, titleText } from "../wording.ts";

const kinds: ReadonlySet<string> = new Set(toolKinds);

function isToolKind(kind: string): kind is ToolKind {
  return kinds.has(kind);
}

/** A tool call as its updates have described it so far: each update names only what changed. */
export interface ToolCall {
  callId: string;
  tool: ToolKind;
  title: string;
  paths: string[];
  rawInput: unknown;
  content: unknown[];
  rawOutput: unknown;
  status: string;
}

export function mergedCall(callId: string, before: ToolCall | undefined, update: unknown): ToolCall {
  const kind = textAt(update, "kind") ?? "";
  const locations = at(update, "locations");
  const content = at(update, "content");
  const paths = textsOf(listAt(update, "locations").map((location) => at(location, "path")));
  return {
    callId,
    tool: isToolKind(kind) ? kind : (before?.tool ?? "other"),
    title: titleText(textAt(update, "title") ?? "") || before?.title || (isToolKind(kind) ? kind : "tool"),
    paths: Array.isArray(locations) && paths.length > 0 ? paths : (before?.paths ?? []),
    rawInput: at(update, "rawInput") ?? before?.rawInput,
    content: Array.isArray(content) ? content : (before?.content ?? []),
    rawOutput: at(update, "rawOutput") ?? before?.rawOutput,
    status: textAt(update, "status") ?? before?.status ?? "pending",
  };
}

export function isOver(call: ToolCall): boolean {
  return call.status === "completed" || call.status === "failed";
}

/** Whether the call says what it is about: agents announce it empty and fill it in with the next update. */
export function isDescribed(call: ToolCall, announcement: boolean): boolean {
  if (call.status !== "pending") return true;
  return !announcement && (call.paths.length > 0 || call.content.length > 0 || inputText(call) !== undefined);
}

function inputText(call: ToolCall): string | undefined {
  const command = textAt(call.rawInput, "command");
  const text = command ?? stringify(call.rawInput);
  return text === undefined || text === "{}" ? undefined : outputText(text);
}

export function callEvent(call: ToolCall): AgentEvent {
  const { callId, tool, title, paths } = call;
  const detail = inputText(call);
  return { kind: "tool_call", callId, tool, title, paths, ...(detail !== undefined && { detail }) };
}

function contentText(call: ToolCall): string {
  const parts = textsOf(call.content.map((part) => at(part, "content", "text")));
  if (parts.length > 0) return parts.join("\n");
  return typeof call.rawOutput === "string" ? call.rawOutput : (textAt(call.rawOutput, "output") ?? "");
}

export function resultEvent(call: ToolCall): AgentEvent {
  return {
    kind: "tool_result",
    callId: call.callId,
    ok: call.status === "completed",
    output: outputText(contentText(call)),
  };
}

function callDiff(cwd: string, call: ToolCall): string | undefined {
  const parts = call.content.flatMap((part) => {
    const path = textAt(part, "path");
    const after = textAt(part, "newText");
    if (textAt(part, "type") !== "diff" || path === undefined || after === undefined) return [];
    return [replacementDiff(shownPath(cwd, path), textAt(part, "oldText") ?? "", after)];
  });
  return parts.length > 0 ? outputText(parts.join("\n")) : undefined;
}

export function questionOf(cwd: string, requestId: string, call: ToolCall): AgentEvent {
  // A switch of mode asks with the plan as its text.
  const detail = inputText(call) ?? (contentText(call) || undefined);
  const diff = callDiff(cwd, call);
  return {
    kind: "question",
    requestId,
    tool: call.tool,
    title: call.title,
    paths: call.paths,
    // Some agents say what they run in its title alone.
    ...(call.tool === "execute" && { command: textAt(call.rawInput, "command") ?? call.title }),
    ...(detail !== undefined && { detail }),
    ...(diff !== undefined && { diff }),
  };
}
