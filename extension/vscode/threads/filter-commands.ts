import * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import { plainLine } from "../../common/plain-line.ts";
import { type ThreadFilter, filterText, isFiltering } from "../../common/threads/filter.ts";
import { findThreads } from "../../common/threads/find-threads.ts";
import { groupings, type Grouping } from "../../common/threads/grouping.ts";
import { groupTitles, threadGroups } from "../../common/threads/groups.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";
import type { ThreadTree } from "./thread-tree.ts";
import type { ThreadsShown } from "./threads-shown.ts";

interface FilterItem extends vscode.QuickPickItem {
  /** Added to the filter that there is. */
  change?: ThreadFilter;
}

const groupingTitles: Readonly<Record<Grouping, string>> = {
  state: "State: what needs you first",
  project: "Project",
  time: "Time of the last change",
};

/** Commands that change which threads the tree shows and how. */
export function registerFilterCommands(tree: ThreadTree, shown: ThreadsShown): vscode.Disposable {
  const owned = new Disposables();

  async function apply(filter: ThreadFilter): Promise<void> {
    for (const { rows } of tree.trees) rows.setFound([]);
    shown.filter = filter;
    for (const { session, rows } of tree.trees) {
      try {
        const found = await findThreads(session.api, filter);
        if (shown.filter === filter) rows.setFound(found);
      } catch (error) {
        // The runner is away, or has no such project: what is loaded is searched all the same.
        log().debug(errorText(error));
      }
    }
    if (shown.filter === filter) tree.redraw();
  }

  owned.add(
    registerCommand("spool.filterThreads", async () => {
      const change = await pickFilter(tree, shown.filter);
      if (change) await apply(isFiltering(change) ? { ...shown.filter, ...change } : {});
    }),
  );
  owned.add(registerCommand("spool.clearThreadFilter", () => apply({})));
  owned.add(
    registerCommand("spool.groupThreads", async () => {
      const items = groupings.map((grouping) => ({
        label: groupingTitles[grouping],
        ...(grouping === shown.grouping && { description: "now" }),
        grouping,
      }));
      const picked = await vscode.window.showQuickPick(items, { title: "Group Threads", placeHolder: "By what?" });
      if (picked) await shown.setGrouping(picked.grouping);
    }),
  );
  return owned;
}

/** What is typed is searched for; what is picked narrows further. No filter means: show all again. */
async function pickFilter(tree: ThreadTree, now: ThreadFilter): Promise<ThreadFilter | undefined> {
  const projects = new Set(tree.trees.flatMap(({ session }) => session.threads.all().map(({ project }) => project)));
  const choices: FilterItem[] = [
    ...(isFiltering(now) ? [{ label: "$(clear-all) Show all again", description: filterText(now), change: {} }] : []),
    { label: "State", kind: vscode.QuickPickItemKind.Separator },
    ...threadGroups.map((group) => ({ label: groupTitles[group], change: { group } })),
    { label: "Project", kind: vscode.QuickPickItemKind.Separator },
    ...[...projects].toSorted().map((project) => ({ label: plainLine(project), change: { project } })),
  ];
  const pick = vscode.window.createQuickPick<FilterItem>();
  pick.title = "Filter Threads";
  pick.placeholder = "Part of a title, branch or label – or choose below";
  pick.value = now.text ?? "";
  const offer = () => {
    const text = pick.value.trim();
    const search = { label: `$(search) Threads with “${plainLine(text)}”`, alwaysShow: true, change: { text } };
    pick.items = text === "" ? choices : [search, ...choices];
  };
  offer();
  const { promise, resolve } = Promise.withResolvers<ThreadFilter | undefined>();
  pick.onDidChangeValue(offer);
  pick.onDidAccept(() => {
    const text = pick.value.trim();
    // Nothing is selected when the key came before the list that the text asks for.
    resolve(pick.selectedItems[0]?.change ?? (text === "" ? undefined : { text }));
  });
  pick.onDidHide(() => resolve(undefined));
  pick.show();
  try {
    return await promise;
  } finally {
    pick.dispose();
  }
}
