import * as vscode from "vscode";
import { escaped, threadCard } from "../../common/threads/card.ts";
import { threadWords } from "../../common/threads/context-words.ts";
import { plural } from "../../common/format.ts";
import type { RowGroup } from "../../common/threads/grouping.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { threadRow } from "../../common/threads/row.ts";
import { whyDisabled } from "../../common/session/session-state.ts";
import { plainLine } from "../../common/plain-line.ts";
import { rowUri } from "./row-decorations.ts";
import type { SessionTree } from "./session-tree.ts";
import { openRow } from "./open-row.ts";
import { nodeId, type ThreadNode } from "./thread-node.ts";
import { toneIcon } from "./tone-colors.ts";

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export function runnerItem(session: RunnerSession, needed: number): vscode.TreeItem {
  const item = new vscode.TreeItem(plainLine(session.name), Expanded);
  const why = whyDisabled(session.state);
  const said = why ?? (needed > 0 ? `${needed} need you` : "");
  item.id = session.id;
  item.description = said;
  item.tooltip = `${session.id}\n${why ?? "connected"}`;
  item.iconPath = new vscode.ThemeIcon(why === undefined ? "server" : "debug-disconnect");
  item.contextValue = "runner";
  item.accessibilityInformation = { label: `Runner ${item.label as string}, ${said || "connected"}` };
  return item;
}

export function groupItem(node: Extract<ThreadNode, { kind: "group" }>, group: RowGroup | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(group?.title ?? "", group?.open ? Expanded : Collapsed);
  const amount = group?.threadIds.length ?? 0;
  item.id = nodeId(node);
  item.description = String(amount);
  item.contextValue = "group";
  item.accessibilityInformation = { label: `${group?.title ?? ""}, ${plural(amount, "thread")}` };
  return item;
}

export function threadItem(node: Extract<ThreadNode, { kind: "thread" }>, tree: SessionTree): vscode.TreeItem {
  const summary = tree.rows.get(node.threadId);
  if (!summary) return new vscode.TreeItem("", None);
  const context = tree.context(summary);
  const row = threadRow(summary, context);
  const item = new vscode.TreeItem(row.label, summary.latestJob ? Collapsed : None);
  item.id = nodeId(node);
  item.description = row.description;
  item.iconPath = toneIcon(row.icon, row.tone);
  item.resourceUri = rowUri(item.id, { unread: context.unread, stale: context.asOf !== undefined });
  item.contextValue = threadWords(summary, context);
  item.accessibilityInformation = { label: row.accessibleLabel };
  item.command = openRow;
  return item;
}

/** Made when the mouse rests on the row: of ten thousand rows few are ever looked at so closely. */
export function threadTooltip(node: ThreadNode, tree: SessionTree | undefined): vscode.MarkdownString | undefined {
  const summary = node.kind === "thread" ? tree?.rows.get(node.threadId) : undefined;
  if (!tree || !summary) return undefined;
  const { now, activity, unread, pinned, asOf } = tree.context(summary);
  const marks = [unread && "unread", pinned && "pinned", asOf !== undefined && "the runner is offline"].filter(Boolean);
  const card = threadCard(summary, now, activity);
  // Not trusted, no HTML, no icons: what stands in it came from agents and repositories.
  return new vscode.MarkdownString(marks.length > 0 ? `${card}  \n${escaped(marks.join(" · "))}` : card);
}

export function noteItem(node: Extract<ThreadNode, { kind: "note" }>): vscode.TreeItem {
  const item = new vscode.TreeItem(node.text, None);
  item.id = nodeId(node);
  item.contextValue = "note";
  return item;
}

export function moreItem(node: Extract<ThreadNode, { kind: "more" }>, text: string): vscode.TreeItem {
  const item = new vscode.TreeItem(text, None);
  item.id = nodeId(node);
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.contextValue = "more";
  item.command = openRow;
  return item;
}
