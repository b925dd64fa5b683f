import type { CommandId } from "./commands.ts";
import type { ViewId } from "./views.ts";

export interface MenuEntry {
  command: CommandId;
  when: string;
  /** `inline@1` for an icon on the row, `navigation@1` for one in a title bar, else a section of the context menu. */
  group: string;
}

/** A row's kind, as its `contextValue` names it: words in `/…/` below, so that one row may have several. */
function onView(view: ViewId, ...kinds: string[]): string {
  return [`view == ${view}`, ...kinds.map((kind) => `viewItem =~ /\\b${kind}\\b/`)].join(" && ");
}

const review = "commentController == spool.review";

type MenuPlace =
  | "view/title"
  | "view/item/context"
  | "editor/title"
  | "comments/commentThread/context"
  | "comments/comment/title"
  | "comments/comment/context";

export const menus: Record<MenuPlace, MenuEntry[]> = {
  "view/title": [
    { command: "spool.startThread", when: "view == spool.threads && spool.online", group: "navigation@1" },
    {
      command: "spool.reconnect",
      when: "view == spool.threads && spool.hasRunners && !spool.online",
      group: "navigation@2",
    },
  ],
  "view/item/context": [
    { command: "spool.continueThread", when: onView("spool.threads", "thread"), group: "inline@1" },
    { command: "spool.openThread", when: onView("spool.threads", "thread"), group: "1_open@1" },
    { command: "spool.openChanges", when: onView("spool.threads", "thread"), group: "1_open@2" },
    { command: "spool.openUnseenChanges", when: onView("spool.threads", "thread"), group: "1_open@3" },
    { command: "spool.browseFiles", when: onView("spool.threads", "thread"), group: "1_open@4" },
  ],
  "editor/title": [
    { command: "spool.submitReview", when: "resourceScheme == spool && spool.reviewPending", group: "navigation@1" },
    { command: "spool.refreshChanges", when: "resourceScheme == spool", group: "navigation@2" },
    { command: "spool.discardReview", when: "resourceScheme == spool && spool.reviewPending", group: "1_review@1" },
  ],
  "comments/commentThread/context": [
    { command: "spool.addReviewComment", when: `${review} && !commentIsEmpty`, group: "inline@1" },
  ],
  "comments/comment/title": [
    { command: "spool.editReviewComment", when: `${review} && comment == draft`, group: "inline@1" },
    { command: "spool.deleteReviewComment", when: `${review} && comment == draft`, group: "inline@2" },
  ],
  "comments/comment/context": [
    { command: "spool.saveReviewComment", when: review, group: "inline@1" },
    { command: "spool.cancelReviewComment", when: review, group: "inline@2" },
  ],
};
