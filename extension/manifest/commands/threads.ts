import type { CommandSpec } from "../commands.ts";

export const threadCommands = {
  "spool.startThread": { title: "Start Thread…", icon: "add", palette: "spool.hasRunners" },
  "spool.continueThread": { title: "Continue Thread…", icon: "comment-discussion", palette: "spool.hasRunners" },
  "spool.openThread": { title: "Open Timeline", icon: "history", palette: "spool.hasRunners" },
  "spool.cancelJob": { title: "Cancel Job", icon: "debug-stop", palette: "spool.hasRunners" },
  "spool.loadMoreThreads": { title: "Load More Threads", palette: false },
} satisfies Record<string, CommandSpec>;
