import type { CommandId } from "./commands.ts";
import type { ViewId } from "./views.ts";

export interface MenuEntry {
  command: CommandId;
  when: string;
  /** `inline@1` for an icon on the row, `navigation@1` for one in a title bar, else a section of the context menu. */
  group: string;
}

type Entry = [command: CommandId, group: string, when: string];

/** Looks for whole words in a row's `contextValue`, where one row may have several; `!word` for one it must not have. */
function row(...words: string[]): string {
  return words
    .map((word) => (word.startsWith("!") ? `!(viewItem =~ /\\b${word.slice(1)}\\b/)` : `viewItem =~ /\\b${word}\\b/`))
    .join(" && ");
}

/** One of several kinds of rows. */
function anyRow(...kinds: string[]): string {
  return `viewItem =~ /\\b(${kinds.join("|")})\\b/`;
}

function onView(view: ViewId, entries: Entry[]): MenuEntry[] {
  const entry = ([command, group, when]: Entry) => ({
    command,
    group,
    when: `view == ${view}${when && ` && ${when}`}`,
  });
  return entries.map(entry);
}

const ofThread = anyRow("thread", "job", "run", "stage", "file");

/** At most three icons on a row, the likely next one first. */
const threadRows: Entry[] = [
  ["spool.reviewPlan", "inline@1", row("thread", "planned")],
  ["spool.openThread", "inline@1", row("thread", "asks", "!planned")],
  ["spool.retryJob", "inline@1", row("thread", "retryable", "!asks", "!archived")],
  ["spool.seeTo", "inline@1", row("thread", "needing", "!asks", "!retryable", "!archived")],
  ["spool.unarchiveThread", "inline@1", row("thread", "archived")],
  ["spool.continueThread", "inline@2", row("thread", "!archived")],
  ["spool.openChanges", "inline@3", row("thread", "changed")],
  ["spool.retryJob", "inline@1", row("job", "retryable")],
  ["spool.releaseJob", "inline@1", row("job", "releasable")],
  ["spool.cancelJob", "inline@2", row("job", "cancellable")],
  ["spool.openChanges", "inline@1", row("run", "changed")],
  ["spool.followLog", "inline@2", row("run")],

  ["spool.reviewPlan", "1_open@0", row("thread", "planned")],
  ["spool.openThread", "1_open@1", ofThread],
  ["spool.openChanges", "1_open@2", anyRow("changed")],
  ["spool.openUnseenChanges", "1_open@3", row("thread", "changed")],
  ["spool.browseFiles", "1_open@4", anyRow("thread", "run")],
  ["spool.followLog", "1_open@5", anyRow("thread", "job", "run", "stage")],
  ["spool.openLog", "1_open@6", anyRow("thread", "job", "run", "stage")],
  ["spool.seeTo", "1_open@0", row("thread", "needing", "!planned", "!archived")],
  ["spool.switchAgent", "2_work@3", row("switchable", "!archived")],
  ["spool.continueThread", "2_work@1", row("!archived") + ` && ${ofThread}`],
  ["spool.releaseJob", "2_work@2", row("releasable")],
  ["spool.retryJob", "2_work@3", row("retryable", "!archived")],
  ["spool.cancelJob", "2_work@4", row("cancellable")],
  ["spool.checkOutBranch", "3_here@1", ofThread],
  ["spool.applyPatch", "3_here@2", ofThread],
  ["spool.downloadArtifacts", "3_here@3", ofThread],
  ["spool.copyBranch", "3_here@4", ofThread],
  ["spool.pinThread", "4_mark@1", row("thread", "loose")],
  ["spool.unpinThread", "4_mark@1", row("thread", "pinned")],
  ["spool.markThreadRead", "4_mark@2", row("thread", "unread")],
  ["spool.markThreadUnread", "4_mark@2", row("thread", "read")],
  ["spool.archiveThread", "5_archive@1", row("thread", "!archived")],
  ["spool.unarchiveThread", "5_archive@1", row("thread", "archived")],
];

const backlogRows: Entry[] = [
  ["spool.releaseJob", "inline@1", row("job")],
  ["spool.cancelJob", "inline@2", row("job")],
  ["spool.releaseJob", "1_work@1", row("job")],
  ["spool.cancelJob", "1_work@2", row("job")],
  ["spool.openThread", "2_open@1", row("job")],
];

const approvalRows: Entry[] = [
  ["spool.reviewPlan", "inline@1", row("approval", "planned")],
  ["spool.answerQuestion", "inline@1", row("approval", "question")],
  ["spool.openThread", "inline@2", row("approval")],
  ["spool.reviewPlan", "1_answer@1", row("approval", "planned")],
  ["spool.answerQuestion", "1_answer@1", row("approval", "question")],
  ["spool.openThread", "2_open@1", row("approval")],
];

const worktreeRows: Entry[] = [
  ["spool.pinWorktree", "inline@1", row("worktree", "loose")],
  ["spool.unpinWorktree", "inline@1", row("worktree", "pinned")],
  ["spool.copyWorktreePath", "inline@2", row("worktree")],
  ["spool.openThread", "1_open@1", row("worktree", "thread")],
  ["spool.openChanges", "1_open@2", row("worktree", "thread")],
  ["spool.copyWorktreePath", "2_copy@1", row("worktree")],
  ["spool.pinWorktree", "3_keep@1", row("worktree", "loose")],
  ["spool.unpinWorktree", "3_keep@1", row("worktree", "pinned")],
];

const threadTitle: Entry[] = [
  ["spool.startThread", "navigation@1", "spool.online"],
  ["spool.filterThreads", "navigation@2", "spool.hasRunners && !spool.filtering"],
  ["spool.clearThreadFilter", "navigation@2", "spool.filtering"],
  ["spool.groupThreads", "navigation@3", "spool.hasRunners"],
  ["spool.reconnect", "navigation@4", "spool.hasRunners && !spool.online"],
  ["spool.continueThread", "1_work@1", "spool.online"],
  ["spool.showQueue", "2_queue@1", "spool.online"],
  ["spool.pauseQueue", "2_queue@2", "spool.online"],
  ["spool.resumeQueue", "2_queue@3", "spool.online"],
  ["spool.markAllThreadsRead", "3_mark@1", "spool.hasRunners"],
  ["spool.connect", "4_connect@1", ""],
];

const review = "commentController == spool.review";

export const menus = {
  "view/title": [
    ...onView("spool.threads", threadTitle),
    ...onView("spool.backlog", [["spool.showQueue", "navigation@1", "spool.online"]]),
    ...onView("spool.worktrees", [
      ["spool.refreshWorktrees", "navigation@1", "spool.online"],
      ["spool.pruneWorktrees", "navigation@2", "spool.online"],
    ]),
  ],
  "view/item/context": [
    ...onView("spool.threads", threadRows),
    ...onView("spool.approvals", approvalRows),
    ...onView("spool.backlog", backlogRows),
    ...onView("spool.worktrees", worktreeRows),
  ],
  "editor/title": [
    { command: "spool.submitReview", when: "resourceScheme == spool && spool.reviewPending", group: "navigation@1" },
    { command: "spool.refreshChanges", when: "resourceScheme == spool", group: "navigation@2" },
    { command: "spool.discardReview", when: "resourceScheme == spool && spool.reviewPending", group: "1_review@1" },
    { command: "spool.sendDraft", when: "resourceScheme == spool-draft", group: "navigation@1" },
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
} satisfies Record<string, MenuEntry[]>;
