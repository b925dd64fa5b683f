import * as vscode from "vscode";
import type { CommandId } from "../../manifest/commands.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { limitsOf } from "../../common/status/limits.ts";
import { statusText } from "../../common/status/status-text.ts";
import { isAtWork, needsYou } from "../../common/threads/groups.ts";
import { Disposables } from "../base/disposable.ts";
import { eachSession } from "../connection/each-session.ts";
import type { Runners } from "../connection/runners.ts";

/** Milliseconds in which changes are collected before the item is written anew. */
const redrawMs = 250;

/** One item at the left: how the runners are and how much needs the person. Hidden while no runner is configured. */
export function createStatusItem(runners: Runners): vscode.Disposable {
  const owned = new Disposables();
  const item = owned.add(vscode.window.createStatusBarItem("spool.status", vscode.StatusBarAlignment.Left, 50));
  item.name = "Spool";
  item.command = "spool.showStatus" satisfies CommandId;
  let timer: NodeJS.Timeout | undefined;
  owned.add({ dispose: () => clearTimeout(timer) });

  function write(): void {
    timer = undefined;
    const status = statusText(runners.sessions.map(statusOf), Date.now());
    if (!status) return item.hide();
    item.text = status.text;
    item.tooltip = tooltip(status.lines);
    item.accessibilityInformation = { label: status.label };
    item.backgroundColor = status.attention ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  }

  const soon = () => (timer ??= setTimeout(write, redrawMs));
  owned.add(
    eachSession(runners, (session) => {
      const listening = new Disposables();
      listening.add(session.threads.onChange(soon));
      return listening;
    }),
  );
  owned.add(runners.onDidChange(soon));
  write();
  return owned;
}

function statusOf({ name, state, threads }: RunnerSession) {
  const all = threads.all();
  return {
    name,
    state,
    working: all.filter(isAtWork).length,
    needed: all.filter(needsYou).length,
    limits: limitsOf(all),
  };
}

function tooltip(lines: readonly { name: string; text: string }[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const line of lines) {
    text
      .appendMarkdown("**")
      .appendText(line.name)
      .appendMarkdown("**  \n")
      .appendText(line.text)
      .appendMarkdown("\n\n");
  }
  return text;
}
