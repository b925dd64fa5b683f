import type { CommandSpec } from "../commands.ts";

export const worktreeCommands = {
  "spool.pinWorktree": { title: "Keep Worktree", icon: "pin", palette: false },
  "spool.unpinWorktree": { title: "No Longer Keep Worktree", icon: "pinned", palette: false },
  "spool.copyWorktreePath": { title: "Copy Path on the Build Box", icon: "copy", palette: false },
  "spool.pruneWorktrees": { title: "Prune Worktrees…", icon: "trash", palette: "spool.hasRunners" },
  "spool.refreshWorktrees": { title: "Refresh Worktrees", icon: "refresh", palette: false },
} satisfies Record<string, CommandSpec>;
