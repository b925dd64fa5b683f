import * as vscode from "vscode";
import { plural } from "../../common/format.ts";
import { isAtWork, needsYou } from "../../common/threads/groups.ts";
import { overviewMessage, overviewText } from "../../common/threads/overview.ts";
import { Disposables } from "../base/disposable.ts";
import type { ThreadNode } from "./thread-node.ts";
import type { ThreadTree } from "./thread-tree.ts";
import type { ThreadsShown } from "./threads-shown.ts";

/** How often the times of rows at work are drawn again while they can be seen. */
const tickMs = 30_000;

/** The view around the tree: its badge, what stands beside its title and above its rows. */
export class ThreadView extends Disposables {
  readonly view: vscode.TreeView<ThreadNode>;
  readonly #tree: ThreadTree;
  readonly #shown: ThreadsShown;
  #ticking: NodeJS.Timeout | undefined;
  #told = "";

  constructor(tree: ThreadTree, shown: ThreadsShown) {
    super();
    this.#tree = tree;
    this.#shown = shown;
    const options = { treeDataProvider: tree, showCollapseAll: true, canSelectMany: true };
    this.view = this.add(vscode.window.createTreeView<ThreadNode>("spool.threads", options));
    this.add(tree.onDidRedraw(() => this.#tell()));
    this.add(this.view.onDidChangeVisibility(() => this.#tick()));
    this.add(
      this.view.onDidCollapseElement(({ element }) => {
        if (element.kind === "thread") tree.tree(element.session)?.details.close(element.threadId);
      }),
    );
    this.add({ dispose: () => clearInterval(this.#ticking) });
    this.#tick();
    this.#tell();
  }

  #tick(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    if (!this.view.visible) return;
    this.#tree.tick();
    this.#ticking = setInterval(() => this.#tree.tick(), tickMs);
  }

  /** VS Code redraws the view's head with each assignment, so only what is new is said. */
  #tell(): void {
    const { trees } = this.#tree;
    const runners = trees.map(({ session }) => ({
      name: session.name,
      state: session.state,
      working: session.threads.all().filter(isAtWork).length,
      needed: session.threads.all().filter(needsYou).length,
    }));
    const needed = runners.reduce((sum, runner) => sum + runner.needed, 0);
    const rows = trees.reduce((sum, tree) => sum + tree.rows.groups.flatMap(({ threadIds }) => threadIds).length, 0);
    const description = overviewText(runners);
    const message = overviewMessage(runners, { filter: this.#shown.filter, rows, now: Date.now() });
    const told = JSON.stringify([needed, description, message]);
    if (told === this.#told) return;
    this.#told = told;
    this.view.badge =
      needed > 0 ? { value: needed, tooltip: `${plural(needed, "thread needs", "threads need")} you` } : undefined;
    this.view.description = description;
    this.view.message = message;
  }
}
