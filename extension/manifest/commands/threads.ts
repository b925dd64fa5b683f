import type { CommandSpec } from "../commands.ts";

const withRunners = { palette: "spool.hasRunners" } as const;

export const threadCommands = {
  "spool.startThread": { title: "Start Thread…", icon: "add", ...withRunners },
  "spool.continueThread": { title: "Continue Thread…", icon: "comment-discussion", ...withRunners },
  "spool.sendDraft": { title: "Send to Agent", icon: "send", palette: "resourceScheme == spool-draft" },
  "spool.openThread": { title: "Open Timeline", icon: "go-to-file", ...withRunners },
  "spool.archiveThread": { title: "Archive Thread", icon: "archive", ...withRunners },
  "spool.unarchiveThread": { title: "Bring Back Archived Thread", icon: "discard", ...withRunners },
  "spool.pinThread": { title: "Pin Thread", icon: "pin", ...withRunners },
  "spool.unpinThread": { title: "Unpin Thread", icon: "pinned", ...withRunners },
  "spool.markThreadRead": { title: "Mark Thread as Read", ...withRunners },
  "spool.markThreadUnread": { title: "Mark Thread as Unread", ...withRunners },
  "spool.markAllThreadsRead": { title: "Mark All Threads as Read", ...withRunners },
  "spool.copyBranch": { title: "Copy Branch Name", ...withRunners },
  "spool.checkOutBranch": { title: "Check Out Branch Here", icon: "git-branch", ...withRunners },
  "spool.applyPatch": { title: "Apply Changes Here as Patch", icon: "git-commit", ...withRunners },
  "spool.downloadArtifacts": { title: "Download Artifacts…", icon: "cloud-download", ...withRunners },
  "spool.filterThreads": { title: "Filter Threads…", icon: "filter", ...withRunners },
  "spool.clearThreadFilter": { title: "Show All Threads Again", icon: "clear-all", palette: "spool.filtering" },
  "spool.groupThreads": { title: "Group Threads…", icon: "list-tree", ...withRunners },
  "spool.openThreadRow": { title: "Open", palette: false },
} satisfies Record<string, CommandSpec>;
