import { join } from "node:path";
import { type AgentCommand, type AgentLaunch, type AgentSettings, mayOnlyRead } from "../port.ts";

/** Tools that wait for a person at a terminal, leave the worktree, or outlive the run. */
const unfitTools = [
  "AskUserQuestion",
  "EnterWorktree",
  "ExitWorktree",
  "CronCreate",
  "CronDelete",
  "CronList",
  "ScheduleWakeup",
];
const writingTools = ["Write", "Edit", "MultiEdit", "NotebookEdit"];

/** Otherwise plan mode lets a model decide about shell commands, and the permission prompt is never asked. */
const askInPlanMode = JSON.stringify({ useAutoModeDuringPlan: false, disableAutoMode: "disable" });

/**
 * The login lies in the user's own configuration directory, so that one is used (and the user's own hooks run);
 * `--setting-sources user --strict-mcp-config` keeps hooks and servers that the repository brings from running.
 */
export function claudeCommand(settings: AgentSettings, launch: AgentLaunch): AgentCommand {
  const readOnly = mayOnlyRead(launch);
  const systemPromptFile = join(launch.stateDirectory, "system-prompt.md");
  const model = launch.model ?? settings.model;
  const argv = [
    ...(settings.command ?? ["claude"]),
    "-p",
    "--input-format",
    "stream-json",
    "--output-format",
    "stream-json",
    "--verbose",
    "--permission-prompt-tool",
    "stdio",
    "--setting-sources",
    "user",
    "--strict-mcp-config",
    ...(launch.resumeSessionId === undefined
      ? ["--session-id", launch.newSessionId]
      : ["--resume", launch.resumeSessionId]),
    "--permission-mode",
    readOnly ? "plan" : "acceptEdits",
    ...(readOnly ? ["--settings", askInPlanMode] : []),
    ...(model === undefined ? [] : ["--model", model]),
    ...(launch.maxTurns === undefined ? [] : ["--max-turns", String(launch.maxTurns)]),
    ...(launch.maxCostUsd === undefined ? [] : ["--max-budget-usd", String(launch.maxCostUsd)]),
    ...(launch.systemPrompt === undefined ? [] : ["--append-system-prompt-file", systemPromptFile]),
    // Last: this flag takes every argument up to the next one.
    "--disallowedTools",
    ...unfitTools,
    ...(readOnly ? writingTools : []),
  ];
  return {
    argv,
    environment: {
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      // The default of 10 keeps a wrong key trying for minutes; the runner has its own back-off.
      CLAUDE_CODE_MAX_RETRIES: "4",
      CLAUDE_CODE_ENABLE_TODO_TOOLS: "1",
      // A server left running in the background would keep the run open for ever.
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
      ...settings.environment,
    },
    stdin: { kind: "stream" },
    files: launch.systemPrompt === undefined ? [] : [{ path: systemPromptFile, content: launch.systemPrompt }],
  };
}
