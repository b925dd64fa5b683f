import * as vscode from "vscode";
import { hasPendingPlan } from "../../common/plan/pending-plans.ts";
import type { CommandId } from "../../manifest/commands.ts";
import { registerRowCommand } from "../base/row-command.ts";
import type { ThreadNode } from "./thread-node.ts";
import type { ThreadTree } from "./thread-tree.ts";

/** Of every row that a click opens. */
export const openRow: vscode.Command = { command: "spool.openThreadRow" satisfies CommandId, title: "Open" };

export function registerOpenRow(tree: ThreadTree, view: vscode.TreeView<ThreadNode>): vscode.Disposable {
  return registerRowCommand("spool.openThreadRow", view, (node) => {
    switch (node.kind) {
      case "thread": {
        // What opens is what the row says it needs.
        const summary = tree.tree(node.session)?.rows.get(node.threadId);
        const command: CommandId = summary && hasPendingPlan(summary) ? "spool.reviewPlan" : "spool.openThread";
        return vscode.commands.executeCommand(command, node);
      }
      case "file":
        return vscode.commands.executeCommand("spool.openChanges" satisfies CommandId, node);
      case "more":
        return tree.showMore(node);
      case "runner":
      case "group":
      case "job":
      case "run":
      case "stage":
      case "note":
        return undefined;
    }
  });
}
