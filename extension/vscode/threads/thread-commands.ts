import * as vscode from "vscode";
import type { ThreadReference } from "../../common/references.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";
import type { ThreadPanels } from "../panels/thread/thread-panels.ts";
import { pickThread } from "./pick-thread.ts";
import type { ThreadNode } from "./thread-tree.ts";

/** Commands on threads. Each takes the row it was called on, or asks which thread is meant. */
export function registerThreadCommands(runners: Runners, panels: ThreadPanels): vscode.Disposable {
  const owned = new Disposables();

  async function meant(node: ThreadReference | undefined, title: string): Promise<ThreadReference | undefined> {
    return node?.threadId === undefined ? pickThread(runners, title) : node;
  }

  owned.add(
    registerCommand<[ThreadReference]>("spool.openThread", async (node) => {
      const found = await meant(node, "Open Timeline");
      if (!found) return;
      const title = found.session.threads.get(found.threadId)?.thread.title ?? "Thread";
      panels.show(found.session, found.threadId, { title });
    }),
  );
  owned.add(
    registerCommand<[ThreadReference]>("spool.continueThread", async (node) => {
      const found = await meant(node, "Continue Thread");
      if (!found) return;
      const { session, threadId } = found;
      const title = session.threads.get(threadId)?.thread.title ?? threadId;
      const instruction = await vscode.window.showInputBox({
        title: `Continue: ${title}`,
        prompt: "What is to be done next?",
        ignoreFocusOut: true,
      });
      if (instruction === undefined || instruction.trim() === "") return;
      await session.api.threads.continue.mutate({ threadId, instruction });
    }),
  );
  owned.add(
    registerCommand<[Extract<ThreadNode, { kind: "more" }>]>("spool.loadMoreThreads", async (node) => {
      await node?.session.threads.loadMore();
    }),
  );
  return owned;
}
