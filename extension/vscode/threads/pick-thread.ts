import * as vscode from "vscode";
import type { ThreadReference } from "../../common/references.ts";
import { threadGroup, threadGroups } from "../../common/threads/groups.ts";
import { threadRow } from "../../common/threads/row.ts";
import type { Runners } from "../connection/runners.ts";

interface ThreadItem extends vscode.QuickPickItem {
  reference: ThreadReference;
}

/** Asks which thread: what needs the person first, then the latest. Undefined when they turn away. */
export async function pickThread(runners: Runners, title: string): Promise<ThreadReference | undefined> {
  const now = Date.now();
  const dayStart = new Date(now).setHours(0, 0, 0, 0);
  const items = runners.sessions
    .flatMap((session) => session.threads.all().map((summary) => ({ session, summary })))
    .flatMap(({ session, summary }) => {
      const group = threadGroup(summary, dayStart);
      return group ? [{ session, summary, rank: threadGroups.indexOf(group) === 0 ? 0 : 1 }] : [];
    })
    .toSorted((a, b) => a.rank - b.rank || b.summary.thread.updatedAt - a.summary.thread.updatedAt)
    .map(({ session, summary }): ThreadItem => {
      const row = threadRow(summary, now);
      return {
        label: `$(${row.icon}) ${row.title}`,
        description: row.description,
        detail: `${summary.project} · ${summary.thread.branch}`,
        reference: { session, threadId: summary.thread.id },
      };
    });
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: items.length > 0 ? "Which thread?" : "No threads yet",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.reference;
}
