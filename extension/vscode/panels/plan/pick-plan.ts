import * as vscode from "vscode";
import { formatRelative } from "../../../../shared/units.ts";
import { plainPick } from "../../../common/plain-pick.ts";
import { pendingPlans } from "../../../common/plan/pending-plans.ts";
import type { PlanReference } from "../../../common/references.ts";
import type { Runners } from "../../connection/runners.ts";

interface PlanItem extends vscode.QuickPickItem {
  reference: PlanReference;
}

/** Asks which of the plans that wait is meant; the only one needs no question. Undefined when there is none. */
export async function pickPlan(runners: Runners): Promise<PlanReference | undefined> {
  const items = pendingPlans(runners.sessions).map(({ session, summary, approval }): PlanItem => {
    const { thread, project } = summary;
    return {
      label: `$(checklist) ${plainPick(approval.title)}`,
      description: formatRelative(approval.requestedAt, Date.now()),
      detail: `${project} · ${plainPick(thread.title)} · ${session.name}`,
      reference: { session, threadId: thread.id, approvalId: approval.id },
    };
  });
  const [first, ...others] = items;
  if (!first) {
    void vscode.window.showInformationMessage("No plan waits for you.");
    return undefined;
  }
  if (others.length === 0) return first.reference;
  const picked = await vscode.window.showQuickPick(items, {
    title: "Review Plan",
    placeHolder: "Which plan?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.reference;
}
