import type { CommandSpec } from "../commands.ts";

export const changeCommands = {
  "spool.openChanges": { title: "Open Changes", icon: "diff-multiple", palette: "spool.hasRunners" },
} satisfies Record<string, CommandSpec>;
