import type { CommandSpec } from "../commands.ts";

export const queueCommands = {
  "spool.showQueue": { title: "Show Queue", icon: "list-ordered", palette: "spool.hasRunners" },
  "spool.pauseQueue": { title: "Pause Queue…", icon: "debug-pause", palette: "spool.hasRunners" },
  "spool.resumeQueue": { title: "Resume Queue…", icon: "debug-continue", palette: "spool.hasRunners" },
} satisfies Record<string, CommandSpec>;
