import { changeCommands } from "./commands/changes.ts";
import { connectionCommands } from "./commands/connection.ts";
import { jobCommands } from "./commands/jobs.ts";
import { panelCommands } from "./commands/panels.ts";
import { planCommands } from "./commands/plans.ts";
import { queueCommands } from "./commands/queue.ts";
import { threadCommands } from "./commands/threads.ts";
import { worktreeCommands } from "./commands/worktrees.ts";

/** What the manifest says of a command; its id is the key it stands under. */
export interface CommandSpec {
  /** Title case, begins with a verb. */
  title: string;
  /** Name of a codicon; needed where the command appears as an icon. */
  icon?: string;
  /** A `when` clause for the palette; `false` hides a command that makes no sense without an argument. Default: shown. */
  palette?: string | false;
  enablement?: string;
}

export const commands = {
  ...connectionCommands,
  ...threadCommands,
  ...jobCommands,
  ...planCommands,
  ...changeCommands,
  ...panelCommands,
  ...queueCommands,
  ...worktreeCommands,
} as const;

export type CommandId = keyof typeof commands;
