import type { CommandSpec } from "../commands.ts";

export const planCommands = {
  "spool.answerQuestion": { title: "Answer Question…", icon: "reply", palette: "spool.hasRunners" },
  "spool.reviewPlan": { title: "Review Plan…", icon: "checklist", palette: "spool.hasRunners" },
  "spool.openApprovalRow": { title: "Open", palette: false },
} satisfies Record<string, CommandSpec>;
