import * as vscode from "vscode";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import { plural } from "../../common/format.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { ThreadReference } from "../../common/references.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import type { ThreadMarks } from "../../common/threads/marks.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import type { ThreadPanels } from "../panels/thread/thread-panels.ts";
import type { MaybeReference, Meant } from "./meant.ts";
import type { ThreadTree } from "./thread-tree.ts";

interface Parts {
  tree: ThreadTree;
  marks: ThreadMarks;
  meant: Meant;
  panels: ThreadPanels;
}

type Arguments = [MaybeReference, unknown];

/** Commands on threads. Each takes the row it was called on, or asks which thread is meant. */
export function registerThreadCommands({ tree, marks, meant, panels }: Parts): vscode.Disposable {
  const owned = new Disposables();
  const isArchived = ({ thread }: ThreadSummary) => thread.status === "archived";

  owned.add(
    registerCommand<Arguments>("spool.openThread", async (node) => {
      const found = await meant.thread(node, { title: "Open Timeline", fits: () => true });
      if (!found) return;
      const [summary] = await summaries([found]);
      await panels.show(found.session, found.threadId, { title: plainLine(summary?.thread.title ?? "Thread", 60) });
    }),
  );
  owned.add(
    registerCommand<Arguments>("spool.copyBranch", async (node) => {
      const found = await meant.thread(node, { title: "Copy Branch Name" });
      const [summary] = found ? await summaries([found]) : [];
      if (!summary) return;
      await vscode.env.clipboard.writeText(summary.thread.branch);
      vscode.window.setStatusBarMessage(`Spool: copied ${plainLine(summary.thread.branch, 100)}`, 3_000);
    }),
  );
  owned.add(
    registerCommand<Arguments>("spool.archiveThread", async (node, all) => {
      const found = await meant.threads(node, all, { title: "Archive Thread" });
      for (const { session, threadId } of found) {
        requireOnline(session);
        await session.api.threads.archive.mutate({ threadId });
      }
      if (found.length > 0)
        vscode.window.setStatusBarMessage(`Spool: archived ${plural(found.length, "thread")}`, 3_000);
    }),
  );
  owned.add(
    registerCommand<Arguments>("spool.unarchiveThread", async (node, all) => {
      const options = {
        title: "Bring Back Archived Thread",
        fits: isArchived,
        none: "Type to search archived threads",
      };
      for (const { session, threadId } of await meant.threads(node, all, options)) {
        requireOnline(session);
        await session.api.threads.unarchive.mutate({ threadId });
      }
    }),
  );
  const mark = (id: "spool.markThreadRead" | "spool.markThreadUnread", title: string) =>
    registerCommand<Arguments>(id, async (node, all) => {
      const found = await meant.threads(node, all, { title });
      for (const reference of found) {
        const list = await summaries([reference]);
        if (id === "spool.markThreadRead") marks.markRead(reference.session.id, list);
        else marks.markUnread(reference.session.id, list);
      }
    });
  owned.add(mark("spool.markThreadRead", "Mark as Read"));
  owned.add(mark("spool.markThreadUnread", "Mark as Unread"));
  owned.add(
    registerCommand("spool.markAllThreadsRead", () => {
      for (const { session } of tree.trees) marks.markRead(session.id, session.threads.all());
    }),
  );
  const pin = (id: "spool.pinThread" | "spool.unpinThread", title: string, isPinned: boolean) =>
    registerCommand<Arguments>(id, async (node, all) => {
      for (const { session, threadId } of await meant.threads(node, all, { title }))
        marks.setPinned(session.id, [threadId], isPinned);
    });
  owned.add(pin("spool.pinThread", "Pin Thread", true));
  owned.add(pin("spool.unpinThread", "Unpin Thread", false));
  return owned;
}

/** Also of threads that are not loaded; one that is not there any more is left out. */
async function summaries(references: readonly ThreadReference[]): Promise<ThreadSummary[]> {
  const found = await Promise.all(references.map(({ session, threadId }) => session.threads.fetch(threadId)));
  return found.filter((summary) => summary !== undefined);
}
