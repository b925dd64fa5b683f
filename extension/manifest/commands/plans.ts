import type { CommandSpec } from "../commands.ts";

export const planCommands = {
  "spool.reviewPlan": { title: "Review Plan…", icon: "checklist", palette: "spool.hasRunners" },
} satisfies Record<string, CommandSpec>;
