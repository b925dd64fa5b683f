import type { CommandSpec } from "../commands.ts";

export const connectionCommands = {
  "spool.connect": { title: "Connect to Runner…", icon: "plug" },
  "spool.disconnect": { title: "Remove Runner…", palette: "spool.hasRunners" },
  "spool.reconnect": { title: "Reconnect Now", icon: "refresh", palette: "spool.hasRunners" },
  "spool.showLog": { title: "Show Log" },
} satisfies Record<string, CommandSpec>;
