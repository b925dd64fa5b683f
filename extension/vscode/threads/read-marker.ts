import * as vscode from "vscode";
import { newestThatMatters, type ThreadMarks } from "../../common/threads/marks.ts";
import { Disposables } from "../base/disposable.ts";
import type { ThreadPanels } from "../panels/thread/thread-panels.ts";
import type { ThreadTree } from "./thread-tree.ts";

/** What stands in a timeline that the person has before them is read, also when it comes while they look. */
export class ReadMarker extends Disposables {
  readonly #parts: { tree: ThreadTree; marks: ThreadMarks; panels: ThreadPanels };
  /**
   * Threads that were shown, by runner and thread; not all of them are still in view. `seen` is the time of the newest
   * thing that was: what the person marks unread while they look at it stays so.
   */
  readonly #shown = new Map<string, { runnerId: string; threadId: string; seen: number }>();

  constructor(parts: { tree: ThreadTree; marks: ThreadMarks; panels: ThreadPanels }) {
    super();
    this.#parts = parts;
    this.add(
      parts.panels.onShown((reference) => {
        this.#shown.set(`${reference.runnerId}/${reference.threadId}`, { ...reference, seen: -1 });
        this.#mark();
      }),
    );
    this.add(parts.tree.onDidRedraw(() => this.#mark()));
    this.add(vscode.window.onDidChangeWindowState(() => this.#mark()));
  }

  #mark(): void {
    const { tree, marks, panels } = this.#parts;
    // A timeline in a window that nobody looks at is seen by nobody.
    if (!vscode.window.state.focused) return;
    for (const [key, reference] of this.#shown) {
      if (!panels.isVisible(reference)) {
        this.#shown.delete(key);
        continue;
      }
      const { runnerId, threadId, seen } = reference;
      const session = tree.trees.find((each) => each.session.id === runnerId)?.session;
      const summary = session?.threads.get(threadId);
      if (!summary || newestThatMatters(summary) <= seen) continue;
      reference.seen = newestThatMatters(summary);
      marks.markRead(runnerId, [summary]);
    }
  }
}
