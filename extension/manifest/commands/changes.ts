import type { CommandSpec } from "../commands.ts";

const some = "spool.hasRunners";

export const changeCommands = {
  "spool.openChanges": { title: "Open Changes", icon: "diff-multiple", palette: some },
  "spool.openUnseenChanges": { title: "Open Changes Since I Last Looked", icon: "diff-added", palette: some },
  "spool.browseFiles": { title: "Browse Files", icon: "list-tree", palette: some },
  "spool.refreshChanges": { title: "Refresh Changes", icon: "refresh", palette: some },
  "spool.submitReview": { title: "Submit Review…", icon: "comment-discussion", palette: some },
  "spool.discardReview": { title: "Discard Review…", icon: "discard", palette: some },
  "spool.addReviewComment": { title: "Add to Review", palette: false },
  "spool.editReviewComment": { title: "Edit", icon: "edit", palette: false },
  "spool.deleteReviewComment": { title: "Delete", icon: "trash", palette: false },
  "spool.saveReviewComment": { title: "Save", palette: false },
  "spool.cancelReviewComment": { title: "Cancel", palette: false },
} satisfies Record<string, CommandSpec>;
