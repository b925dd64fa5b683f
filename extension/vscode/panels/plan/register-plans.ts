import type * as vscode from "vscode";
import { notFound, SpoolError } from "../../../../shared/errors.ts";
import type { KeptDrafts } from "../../../common/drafts/kept-drafts.ts";
import { planMeant } from "../../../common/plan/pending-plans.ts";
import type { PlanReference } from "../../../common/references.ts";
import type { RunnerSession } from "../../../common/session/session.ts";
import { registerCommand } from "../../base/commands.ts";
import { Disposables } from "../../base/disposable.ts";
import { eachSession } from "../../connection/each-session.ts";
import type { Runners } from "../../connection/runners.ts";
import type { TextDocuments } from "../../documents/text-documents.ts";
import { pickPlan } from "./pick-plan.ts";
import { PlanPanels } from "./plan-panels.ts";

/** Plans of agents: the panels they are decided in, and the command that opens one. */
export function registerPlans(
  context: vscode.ExtensionContext,
  { runners, texts, drafts }: { runners: Runners; texts: TextDocuments; drafts: KeptDrafts },
): PlanPanels {
  const panels = new PlanPanels({ extensionUri: context.extensionUri, runners, texts, drafts });
  panels.add(eachSession(runners, (session) => flushWhenOnline(session, drafts)));
  panels.add(
    registerCommand<[PlanReference]>("spool.reviewPlan", async (reference) => {
      const { session, threadId, approvalId } = reference?.session ? reference : ((await pickPlan(runners)) ?? {});
      if (!session || threadId === undefined) return;
      const { approvals } = await session.api.approvals.list.query({ threadId, all: true });
      const meant = planMeant(approvals, approvalId);
      if (!meant && approvalId !== undefined) throw notFound("plan", approvalId);
      if (!meant)
        throw new SpoolError("not_available", "this thread has no plan", { hint: "its agent made none so far" });
      await panels.show({ runnerId: session.id, threadId, jobId: meant.jobId, approvalId: meant.id }, meant.title);
    }),
  );
  return panels;
}

/** What was written while the runner was away gets there when it is back. */
function flushWhenOnline(session: RunnerSession, drafts: KeptDrafts): Disposables {
  const listening = new Disposables();
  const flush = () => {
    if (session.state.kind === "online") void drafts.flush(session);
  };
  listening.add(session.onState(flush));
  flush();
  return listening;
}
