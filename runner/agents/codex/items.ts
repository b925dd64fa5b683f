import type { ToolKind } from "../../../shared/model/tool-kind.ts";
import type { AgentEvent } from "../port.ts";
import { at, listAt, numberAt, stringify, textAt, textsOf } from "../reading.ts";
import { messageText, outputText, replacementDiff, shownPath, titleText } from "../wording.ts";

/** "/bin/bash -lc 'x'" as people wrote it: the shell around it is always the same. */
export function bareCommand(command: string): string {
  const inner = /^\S*\/?(?:ba|z|da)?sh -l?c (?:'([^']*)'|"((?:[^"\\]|\\.)*)")$/.exec(command.slice(0, 65_536));
  return inner?.[1] ?? inner?.[2]?.replaceAll(/\\(.)/g, "$1") ?? command;
}

export function changedPaths(item: unknown): string[] {
  return textsOf(listAt(item, "changes").map((change) => at(change, "path")));
}

/** The diffs of a file change as one text, bounded. */
export function changeDiff(cwd: string, item: unknown): string {
  const parts = listAt(item, "changes").map((change) => {
    const path = shownPath(cwd, textAt(change, "path") ?? "");
    const diff = textAt(change, "diff") ?? "";
    // New files come as their bare content, changed ones as hunks.
    return diff.startsWith("@@") ? `--- ${path}\n+++ ${path}\n${diff}` : replacementDiff(path, "", diff);
  });
  return outputText(parts.join("\n"));
}

function changeKind(item: unknown): ToolKind {
  const kinds = listAt(item, "changes").map((change) => textAt(change, "kind", "type") ?? textAt(change, "kind"));
  return kinds.length > 0 && kinds.every((kind) => kind === "delete") ? "delete" : "edit";
}

function ended(item: unknown): { ok: boolean; output: string } {
  const status = textAt(item, "status") ?? "";
  const exitCode = numberAt(item, "exitCode") ?? numberAt(item, "exit_code");
  const output =
    textAt(item, "aggregatedOutput") ?? textAt(item, "aggregated_output") ?? textAt(item, "error", "message") ?? "";
  return { ok: status === "completed" && (exitCode ?? 0) === 0, output: outputText(output) };
}

interface Tool {
  tool: ToolKind;
  title: string;
  paths: string[];
  detail?: string;
}

/** Both spellings of an item type: the app server's and that of `exec --json`. */
function toolOf(cwd: string, item: unknown): Tool | undefined {
  switch (textAt(item, "type") ?? "") {
    case "commandExecution":
    case "command_execution": {
      const command = bareCommand(textAt(item, "command") ?? "");
      return { tool: "execute", title: titleText(command), paths: [], detail: outputText(command) };
    }
    case "fileChange":
    case "file_change": {
      const paths = changedPaths(item);
      const title = titleText(`Change ${paths.map((path) => shownPath(cwd, path)).join(", ")}`);
      return { tool: changeKind(item), title, paths, detail: changeDiff(cwd, item) };
    }
    case "mcpToolCall":
    case "mcp_tool_call": {
      const title = titleText(`${textAt(item, "server") ?? "mcp"}.${textAt(item, "tool") ?? "tool"}`);
      const detail = stringify(at(item, "arguments"));
      return { tool: "other", title, paths: [], ...(detail !== undefined && { detail: outputText(detail) }) };
    }
    case "webSearch":
    case "web_search":
      return { tool: "fetch", title: titleText(`Search ${textAt(item, "query") ?? "the web"}`), paths: [] };
    case "collabAgentToolCall":
      return { tool: "delegate", title: titleText(textAt(item, "prompt") ?? "Subagent"), paths: [] };
    case "dynamicToolCall":
      return { tool: "other", title: titleText(textAt(item, "tool") ?? "tool"), paths: [] };
    default:
      return undefined;
  }
}

export function startedEvents(cwd: string, item: unknown): AgentEvent[] {
  const callId = textAt(item, "id");
  const tool = toolOf(cwd, item);
  return callId !== undefined && tool ? [{ kind: "tool_call", callId, ...tool }] : [];
}

/** `known`: a call event was given before; exec leaves out the start of quick items. */
export function completedEvents(cwd: string, item: unknown, known: boolean): AgentEvent[] {
  const text = textAt(item, "text") ?? "";
  switch (textAt(item, "type") ?? "") {
    case "agentMessage":
    case "agent_message":
      return text.trim() ? [{ kind: "message", text: messageText(text) }] : [];
    case "reasoning": {
      const parts = [...textsOf(listAt(item, "summary")), ...textsOf(listAt(item, "content")), text];
      const thought = parts.filter((part) => part.trim()).join("\n\n");
      return thought ? [{ kind: "thought", text: messageText(thought) }] : [];
    }
    case "plan":
      return text.trim() ? [{ kind: "message", text: messageText(text) }] : [];
    case "error":
      return [{ kind: "warning", text: titleText(textAt(item, "message") ?? "unknown error") }];
    default: {
      const callId = textAt(item, "id");
      if (callId === undefined || !toolOf(cwd, item)) return [];
      const call = known ? [] : startedEvents(cwd, item);
      return [...call, { kind: "tool_result", callId, ...ended(item) }];
    }
  }
}
