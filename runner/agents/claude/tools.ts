import type { ToolKind } from "../../../shared/model/tool-kind.ts";
import type { AgentEvent } from "../port.ts";
import { stringify, textAt } from "../reading.ts";
import { outputText, replacementDiff, shownPath, titleText } from "../wording.ts";

/** Kind and the input field that says what it works on. */
const known = new Map<string, [ToolKind, string]>([
  ["Read", ["read", "file_path"]],
  ["NotebookRead", ["read", "notebook_path"]],
  ["LS", ["read", "path"]],
  ["Write", ["edit", "file_path"]],
  ["Edit", ["edit", "file_path"]],
  ["MultiEdit", ["edit", "file_path"]],
  ["NotebookEdit", ["edit", "notebook_path"]],
  ["Glob", ["search", "pattern"]],
  ["Grep", ["search", "pattern"]],
  ["ToolSearch", ["search", "query"]],
  ["WebSearch", ["fetch", "query"]],
  ["WebFetch", ["fetch", "url"]],
  ["Bash", ["execute", "command"]],
  ["BashOutput", ["read", "bash_id"]],
  ["KillShell", ["execute", "shell_id"]],
  ["Task", ["delegate", "description"]],
  ["Agent", ["delegate", "description"]],
  ["Skill", ["other", "skill"]],
  ["ExitPlanMode", ["think", "plan"]],
]);

/** Tools that only keep the agent's own list of steps: shown as a plan, not as work. */
export function isPlanTool(name: string): boolean {
  return /^(TodoWrite|Task(Create|Update|Get|List))$/.test(name);
}

export function toolKind(name: string): ToolKind {
  return known.get(name)?.[0] ?? "other";
}

export function toolPaths(input: unknown): string[] {
  const path = textAt(input, "file_path") ?? textAt(input, "notebook_path") ?? textAt(input, "path");
  return path ? [path] : [];
}

export function toolTitle(cwd: string, name: string, input: unknown): string {
  const field = known.get(name)?.[1];
  const subject = field === undefined ? undefined : textAt(input, field);
  if (!subject) return titleText(name);
  if (name === "Bash") return titleText(subject);
  return titleText(`${name} ${field?.endsWith("path") ? shownPath(cwd, subject) : subject}`);
}

function toolDetail(name: string, input: unknown): string | undefined {
  const command = name === "Bash" ? textAt(input, "command") : undefined;
  const detail = command ?? stringify(input);
  return detail === undefined || detail === "{}" ? undefined : outputText(detail);
}

/** What the tool is about to change, where its input says so. */
function toolDiff(cwd: string, input: unknown): string | undefined {
  const path = toolPaths(input)[0];
  if (path === undefined) return undefined;
  const content = textAt(input, "content");
  const before = content === undefined ? textAt(input, "old_string") : "";
  const after = content ?? textAt(input, "new_string");
  if (before === undefined || after === undefined) return undefined;
  return replacementDiff(shownPath(cwd, path), before, after);
}

export function toolCallEvent(cwd: string, callId: string, name: string, input: unknown): AgentEvent {
  const detail = toolDetail(name, input);
  return {
    kind: "tool_call",
    callId,
    tool: toolKind(name),
    title: toolTitle(cwd, name, input),
    paths: toolPaths(input),
    ...(detail !== undefined && { detail }),
  };
}

export function questionEvent(
  cwd: string,
  requestId: string,
  name: string,
  input: unknown,
): Extract<AgentEvent, { kind: "question" }> {
  const detail = toolDetail(name, input);
  const diff = toolDiff(cwd, input);
  const command = name === "Bash" ? textAt(input, "command") : undefined;
  const host = name === "WebFetch" ? hostOf(textAt(input, "url") ?? "") : undefined;
  return {
    kind: "question",
    requestId,
    tool: toolKind(name),
    title: toolTitle(cwd, name, input),
    paths: toolPaths(input),
    ...(command !== undefined && { command }),
    ...(host !== undefined && { hosts: [host] }),
    ...(detail !== undefined && { detail }),
    ...(diff !== undefined && { diff }),
  };
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : undefined;
}
