import type { CommandSpec } from "../commands.ts";

const withRunners = { palette: "spool.hasRunners" } as const;

export const jobCommands = {
  "spool.cancelJob": { title: "Cancel Job…", icon: "debug-stop", ...withRunners },
  "spool.retryJob": { title: "Retry Job", icon: "debug-restart", ...withRunners },
  "spool.seeTo": { title: "See to What It Waits For…", icon: "wrench", ...withRunners },
  "spool.switchAgent": { title: "Switch Agent…", icon: "arrow-swap", ...withRunners },
  "spool.releaseJob": { title: "Release Job to the Queue", icon: "play", ...withRunners },
  "spool.followLog": { title: "Follow Log…", icon: "terminal", ...withRunners },
  "spool.openBacklogRow": { title: "Open", palette: false },
  "spool.openLog": { title: "Open Log as Text…", icon: "output", ...withRunners },
} satisfies Record<string, CommandSpec>;
