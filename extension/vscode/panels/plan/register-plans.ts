import type * as vscode from "vscode";
import { notFound, SpoolError } from "../../../../shared/errors.ts";
import { KeptDrafts } from "../../../common/drafts/kept-drafts.ts";
import { planMeant } from "../../../common/plan/pending-plans.ts";
import type { PlanReference } from "../../../common/references.ts";
import { registerCommand } from "../../base/commands.ts";
import { Disposables } from "../../base/disposable.ts";
import type { Runners } from "../../connection/runners.ts";
import type { TextDocuments } from "../../documents/text-documents.ts";
import { pickPlan } from "./pick-plan.ts";
import { PlanPanels } from "./plan-panels.ts";

/** Plans of agents: the panel they are decided in, and the command that opens it. */
export function registerPlans(
  context: vscode.ExtensionContext,
  { runners, texts }: { runners: Runners; texts: TextDocuments },
): vscode.Disposable {
  const owned = new Disposables();
  const drafts = new KeptDrafts(context.globalState);
  const panels = owned.add(new PlanPanels({ extensionUri: context.extensionUri, runners, texts, drafts }));
  owned.add(
    runners.onDidChange(() => {
      for (const session of runners.sessions) if (session.state.kind === "online") void drafts.flush(session);
    }),
  );
  owned.add(
    registerCommand<[PlanReference]>("spool.reviewPlan", async (reference) => {
      const { session, threadId, approvalId } = reference?.session ? reference : ((await pickPlan(runners)) ?? {});
      if (!session || threadId === undefined) return;
      const { approvals } = await session.api.approvals.list.query({ threadId, all: true });
      const meant = planMeant(approvals, approvalId);
      if (!meant && approvalId !== undefined) throw notFound("plan", approvalId);
      if (!meant)
        throw new SpoolError("not_available", "this thread has no plan", { hint: "its agent made none so far" });
      panels.show({ runnerId: session.id, threadId, jobId: meant.jobId, approvalId: meant.id }, meant.title);
    }),
  );
  return owned;
}
