import type { CommandSpec } from "../commands.ts";

export const panelCommands = {
  "spool.attachSelection": { title: "Attach Selection to Thread", icon: "attach", palette: "spool.hasRunners" },
} satisfies Record<string, CommandSpec>;
