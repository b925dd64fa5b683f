/** Views by id, all in the one container; each id is also the context value that menus name. */
export const views = {
  "spool.threads": { name: "Threads", icon: "media/spool.svg" },
  "spool.approvals": {
    name: "Approvals",
    icon: "media/spool.svg",
    when: "spool.hasRunners",
    visibility: "collapsed",
  },
  "spool.backlog": { name: "Backlog", icon: "media/spool.svg", when: "spool.hasRunners", visibility: "collapsed" },
  "spool.worktrees": { name: "Worktrees", icon: "media/spool.svg", when: "spool.hasRunners", visibility: "collapsed" },
  "spool.files": { name: "Files", icon: "media/spool.svg", when: "spool.browsing" },
} as const satisfies Record<string, ViewSpec>;

interface ViewSpec {
  name: string;
  icon: string;
  /** Always there without one. */
  when?: string;
  /** Until the person says otherwise; open without one. */
  visibility?: "collapsed";
}

export type ViewId = keyof typeof views;

/** What an empty view says, with the next commands as links. All entries whose `when` holds are shown. */
export const viewsWelcome: { view: ViewId; contents: string; when: string }[] = [
  {
    view: "spool.threads",
    when: "spool.hasRunners && spool.filtering",
    contents: "No thread fits the filter.\n[Show All Threads Again](command:spool.clearThreadFilter)",
  },
  {
    view: "spool.threads",
    when: "spool.hasRunners && spool.online && !spool.filtering",
    contents: "No threads yet.\n[Start Thread…](command:spool.startThread)",
  },
  {
    view: "spool.approvals",
    when: "spool.online",
    contents: "Nothing waits for your answer. Plans, permissions and budgets that agents ask for are listed here.",
  },
  {
    view: "spool.backlog",
    when: "spool.online",
    contents: "The backlog is empty. Jobs that are to wait are kept here until they are released to the queue.",
  },
  {
    view: "spool.worktrees",
    when: "spool.online",
    contents: "No worktrees. Each run works in one of its own, which is kept here for a while after it ended.",
  },
  ...(["spool.approvals", "spool.backlog", "spool.worktrees"] as const).map((view) => ({
    view,
    when: "!spool.online",
    contents: "Shown when the runner is connected.\n[Reconnect Now](command:spool.reconnect)",
  })),
];
