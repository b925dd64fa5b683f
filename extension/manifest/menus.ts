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

export const menus: Record<"view/title" | "view/item/context", MenuEntry[]> = {
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
  ],
};
