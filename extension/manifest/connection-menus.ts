import type { MenuEntry } from "./menus.ts";

const onRunner = "view == spool.threads && viewItem =~ /\\brunner\\b/";

/** On the row of a runner, which is there when there are several. */
export const runnerMenu: MenuEntry[] = [
  { command: "spool.reconnect", when: onRunner, group: "inline@1" },
  { command: "spool.reconnect", when: onRunner, group: "1_connection@1" },
  { command: "spool.enterToken", when: onRunner, group: "1_connection@2" },
  { command: "spool.renameRunner", when: onRunner, group: "2_runner@1" },
  { command: "spool.disconnect", when: onRunner, group: "2_runner@2" },
];

export const threadLinkMenu: MenuEntry = {
  command: "spool.copyThreadLink",
  when: "view == spool.threads && viewItem =~ /\\bthread\\b/",
  group: "3_here@5",
};
