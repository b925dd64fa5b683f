import * as vscode from "vscode";
import type { EventType } from "../../../shared/events/catalogue.ts";
import { approvalLook } from "../../common/approvals/approval-look.ts";
import { coarseAge } from "../../common/format.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { CommandId } from "../../manifest/commands.ts";
import type { Runners } from "../connection/runners.ts";
import { LiveList } from "../lists/live-list.ts";
import { type Asked, readAsked } from "./asked.ts";

const changedBy: ReadonlySet<EventType> = new Set<EventType>(["approval.requested", "approval.decided"]);

/** The inbox: everything that waits for somebody's answer, over all threads and runners. */
export function registerApprovalsView(runners: Runners): vscode.Disposable {
  return new LiveList<Asked>(runners, {
    view: "spool.approvals",
    changedBy,
    read: readAsked,
    item(asked) {
      const { session, approval, title } = asked;
      const { icon, word } = approvalLook(approval.kind);
      const isPlan = approval.kind === "plan";
      const item = new vscode.TreeItem(plainLine(isPlan ? title || approval.title : approval.title, 120));
      const age = coarseAge(Date.now() - approval.requestedAt);
      item.id = `${session.id}/${approval.id}`;
      item.description = [word, !isPlan && plainLine(title, 60), age].filter(Boolean).join(" · ");
      item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor("list.warningForeground"));
      item.contextValue = isPlan ? "approval planned" : "approval question";
      item.tooltip = [plainLine(approval.title), plainLine(title), session.name].filter(Boolean).join("\n");
      item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
      return item;
    },
    open: {
      command: "spool.openApprovalRow",
      run(asked) {
        const command: CommandId = asked.approval.kind === "plan" ? "spool.reviewPlan" : "spool.answerQuestion";
        return vscode.commands.executeCommand(command, asked);
      },
    },
  });
}
