import type { CommandId } from "./commands.ts";

/** One prefix for all, heard only where a row of ours has the focus: nobody else's key is taken. */
const prefix = "ctrl+alt+s";

const chords: Record<string, CommandId> = {
  t: "spool.openThread",
  c: "spool.continueThread",
  d: "spool.openChanges",
  l: "spool.followLog",
  r: "spool.retryJob",
  x: "spool.cancelJob",
  a: "spool.archiveThread",
  p: "spool.pinThread",
  u: "spool.markThreadUnread",
  b: "spool.copyBranch",
  n: "spool.startThread",
  f: "spool.filterThreads",
  g: "spool.groupThreads",
};

export const keybindings = Object.entries(chords).map(([key, command]) => ({
  command,
  key: `${prefix} ${key}`,
  when: "focusedView == spool.threads",
  // VS Code tells a command nothing of the row in focus: this says to look.
  args: { selected: true },
}));
