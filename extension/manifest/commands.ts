import { changeCommands } from "./commands/changes.ts";
import { connectionCommands } from "./commands/connection.ts";
import { panelCommands } from "./commands/panels.ts";
import { planCommands } from "./commands/plans.ts";
import { threadCommands } from "./commands/threads.ts";

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
  ...planCommands,
  ...changeCommands,
  ...panelCommands,
} as const;

export type CommandId = keyof typeof commands;
