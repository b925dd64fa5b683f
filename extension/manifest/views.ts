/** Views by id, all in the one container; each id is also the context value that menus name. */
export const views = {
  "spool.threads": { name: "Threads", icon: "media/spool.svg" },
  "spool.files": { name: "Files", icon: "media/spool.svg", when: "spool.browsing" },
} as const satisfies Record<string, ViewSpec>;

interface ViewSpec {
  name: string;
  icon: string;
  /** Always there without one. */
  when?: string;
}

export type ViewId = keyof typeof views;

/** What an empty view says, with the next commands as links. All entries whose `when` holds are shown. */
export const viewsWelcome: { view: ViewId; contents: string; when: string }[] = [
  {
    view: "spool.threads",
    when: "spool.hasRunners && spool.online",
    contents: "No threads yet.\n[Start Thread…](command:spool.startThread)",
  },
];
