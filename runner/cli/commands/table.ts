import type { CommandSpec } from "../command.ts";
import { jobCommands } from "./job-commands.ts";
import { runnerCommands } from "./runner-commands.ts";
import { setupCommands } from "./setup-commands.ts";
import { threadCommands } from "./thread-commands.ts";

/** Every command of `spool`, in the order in which help and docs/cli.md show them. */
export const commandTable: readonly CommandSpec[] = [
  ...setupCommands,
  ...threadCommands,
  ...jobCommands,
  ...runnerCommands,
];

/** First words that several commands share. */
export const groups: Readonly<Record<string, string>> = {
  thread: "units of work",
  job: "requests on a thread",
  worktree: "working directories of runs",
  event: "signals from outside",
  queue: "what waits",
  lane: "limits of vendor accounts",
  project: "repositories",
  agent: "coding agents",
  config: "the configuration file",
  token: "access",
};
