import * as vscode from "vscode";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { groupTitles, type ThreadGroup, threadGroup, threadGroups } from "../../common/threads/groups.ts";
import { threadRow } from "../../common/threads/row.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";

export type ThreadNode =
  | { kind: "runner"; session: RunnerSession }
  | { kind: "group"; session: RunnerSession; group: ThreadGroup }
  | { kind: "thread"; session: RunnerSession; threadId: string }
  | { kind: "more"; session: RunnerSession };

/** Milliseconds in which changes are collected before the tree is drawn again. */
const redrawMs = 150;

/** Threads by what they need. With one runner its row is left out. */
export class ThreadTree implements vscode.TreeDataProvider<ThreadNode>, vscode.Disposable {
  readonly #runners: Runners;
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<ThreadNode | undefined>());
  #listening = new Disposables();
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(runners: Runners) {
    this.#runners = runners;
    this.#owned.add(runners.onDidChange(() => this.#watch()));
    this.#watch();
  }

  #watch(): void {
    this.#listening.dispose();
    this.#listening = new Disposables();
    for (const session of this.#runners.sessions) this.#listening.add(session.threads.onChange(() => this.#redraw()));
    this.#redraw();
  }

  #redraw(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire(undefined);
    }, redrawMs);
  }

  getChildren(node?: ThreadNode): ThreadNode[] {
    if (!node) {
      const { sessions } = this.#runners;
      const [only] = sessions;
      if (only && sessions.length === 1) return groupsOf(only);
      return sessions.map((session) => ({ kind: "runner", session }));
    }
    switch (node.kind) {
      case "runner":
        return groupsOf(node.session);
      case "group":
        return threadsOf(node.session, node.group);
      case "thread":
      case "more":
        return [];
    }
  }

  getTreeItem(node: ThreadNode): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    switch (node.kind) {
      case "runner": {
        const item = new vscode.TreeItem(node.session.name, Expanded);
        item.id = node.session.id;
        item.description = node.session.state.kind;
        item.contextValue = "runner";
        return item;
      }
      case "group": {
        const { session, group } = node;
        const open = group !== "earlier";
        const item = new vscode.TreeItem(groupTitles[group], open ? Expanded : Collapsed);
        item.id = `${session.id}/${group}`;
        item.description = String(threadsOf(session, group).filter(({ kind }) => kind === "thread").length);
        item.contextValue = "group";
        return item;
      }
      case "thread": {
        const summary = node.session.threads.get(node.threadId);
        const row = summary && threadRow(summary, Date.now());
        const item = new vscode.TreeItem(row?.title ?? node.threadId, None);
        item.id = `${node.session.id}/${node.threadId}`;
        if (!row) return item;
        item.description = row.description;
        item.iconPath = new vscode.ThemeIcon(row.icon);
        item.contextValue = "thread";
        item.accessibilityInformation = { label: row.accessibleLabel };
        item.command = { command: "spool.openThread", title: "Open Timeline", arguments: [node] };
        return item;
      }
      case "more": {
        const item = new vscode.TreeItem("Load more…", None);
        item.id = `${node.session.id}/more`;
        item.command = { command: "spool.loadMoreThreads", title: "Load More", arguments: [node] };
        return item;
      }
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening.dispose();
    this.#owned.dispose();
  }
}

function groupsOf(session: RunnerSession): ThreadNode[] {
  return threadGroups
    .filter((group) => threadsOf(session, group).length > 0)
    .map((group) => ({ kind: "group", session, group }));
}

function threadsOf(session: RunnerSession, group: ThreadGroup): ThreadNode[] {
  const dayStart = new Date().setHours(0, 0, 0, 0);
  const found: ThreadSummary[] = session.threads.all().filter((summary) => threadGroup(summary, dayStart) === group);
  const rows: ThreadNode[] = found
    .toSorted((a, b) => b.thread.updatedAt - a.thread.updatedAt)
    .map(({ thread }) => ({ kind: "thread", session, threadId: thread.id }));
  return group === "earlier" && session.threads.more ? [...rows, { kind: "more", session }] : rows;
}
