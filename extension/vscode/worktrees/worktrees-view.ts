import * as vscode from "vscode";
import type { EventType } from "../../../shared/events/catalogue.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import { plural, size } from "../../common/format.ts";
import { plainLine } from "../../common/plain-line.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { worktreeRow } from "../../common/worktrees/row.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import { pickSession } from "../compose/pick-project.ts";
import type { Runners } from "../connection/runners.ts";
import { LiveList } from "../lists/live-list.ts";
import { toneIcon } from "../threads/tone-colors.ts";

interface WorktreeEntry {
  session: RunnerSession;
  /** Of its thread, for commands on threads; left out for a spare. */
  threadId?: string;
  worktree: Worktree;
  project: string;
  title: string | undefined;
}

const changedBy: ReadonlySet<EventType> = new Set<EventType>(["worktree.ready", "worktree.state", "worktree.pinned"]);

export function registerWorktrees(runners: Runners): vscode.Disposable {
  const owned = new Disposables();
  const list = owned.add(
    new LiveList<WorktreeEntry>(runners, {
      view: "spool.worktrees",
      changedBy,
      read: readWorktrees,
      item: worktreeItem,
    }),
  );
  owned.add(registerCommand("spool.refreshWorktrees", () => list.refresh()));
  const pin = (id: "spool.pinWorktree" | "spool.unpinWorktree", pinned: boolean) =>
    registerCommand<[WorktreeEntry]>(id, async (entry) => {
      if (!entry) return;
      requireOnline(entry.session);
      await entry.session.api.worktrees.pin.mutate({ worktreeId: entry.worktree.id, pinned });
    });
  owned.add(pin("spool.pinWorktree", true));
  owned.add(pin("spool.unpinWorktree", false));
  owned.add(
    registerCommand<[WorktreeEntry]>("spool.copyWorktreePath", async (entry) => {
      if (!entry) return;
      await vscode.env.clipboard.writeText(entry.worktree.path);
      vscode.window.setStatusBarMessage("Spool: copied the path on the build box", 3_000);
    }),
  );
  owned.add(
    registerCommand("spool.pruneWorktrees", async () => {
      await prune(runners);
      list.refresh();
    }),
  );
  return owned;
}

async function readWorktrees(session: RunnerSession): Promise<WorktreeEntry[]> {
  const [{ worktrees }, { projects }] = await Promise.all([
    session.api.worktrees.list.query({}),
    session.api.projects.list.query(),
  ]);
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  const known = worktrees.flatMap(({ threadId }) => threadId ?? []);
  const titles = await titlesOf(session, [...new Set(known)]);
  return worktrees.toReversed().map((worktree) => ({
    session,
    worktree,
    ...(worktree.threadId !== null && { threadId: worktree.threadId }),
    project: names.get(worktree.projectId) ?? worktree.projectId,
    title: worktree.threadId === null ? undefined : (titles.get(worktree.threadId) ?? worktree.threadId),
  }));
}

/** What one call may ask for. */
const idsAtOnce = 200;

async function titlesOf({ threads, api }: RunnerSession, ids: readonly string[]): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  const missing: string[] = [];
  for (const id of ids) {
    const title = threads.get(id)?.thread.title;
    if (title === undefined) missing.push(id);
    else titles.set(id, title);
  }
  for (let start = 0; start < missing.length; start += idsAtOnce) {
    const page = await api.threads.list.query({ ids: missing.slice(start, start + idsAtOnce) });
    for (const { thread } of page.threads) titles.set(thread.id, thread.title);
  }
  return titles;
}

function worktreeItem({ session, worktree, project, title }: WorktreeEntry): vscode.TreeItem {
  const row = worktreeRow(worktree, { project, title, now: Date.now() });
  const item = new vscode.TreeItem(row.label);
  item.id = `${session.id}/${worktree.id}`;
  item.description = row.description;
  item.iconPath = toneIcon(row.icon, row.tone);
  item.contextValue = row.words;
  item.tooltip = [row.label, row.description, plainLine(worktree.path), plainLine(worktree.branch ?? "")]
    .filter(Boolean)
    .join("\n");
  item.accessibilityInformation = { label: row.accessibleLabel };
  return item;
}

/** Says first what would go: it deletes files on the build box. */
async function prune(runners: Runners): Promise<void> {
  const title = "Prune Worktrees";
  const session = await pickSession(runners, title);
  if (!session) return;
  const [overdue, all] = await Promise.all([
    session.api.worktrees.prune.mutate({ dryRun: true, all: false }),
    session.api.worktrees.prune.mutate({ dryRun: true, all: true }),
  ]);
  const sum = (removed: readonly Worktree[]) =>
    `${plural(removed.length, "worktree")}, ${size(removed.reduce((total, { sizeBytes }) => total + (sizeBytes ?? 0), 0))}`;
  const items = [
    { label: "Those whose time is over", description: sum(overdue.removed), all: false },
    { label: "All that no run uses", description: sum(all.removed), all: true },
  ];
  const placeHolder = "Which are to be deleted on the build box? Pinned ones stay.";
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (!picked) return;
  const { removed } = await session.api.worktrees.prune.mutate({ dryRun: false, all: picked.all });
  vscode.window.setStatusBarMessage(`Spool: deleted ${sum(removed)}`, 5_000);
}
