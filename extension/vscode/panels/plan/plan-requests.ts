import * as vscode from "vscode";
import { errorShape, SpoolError } from "../../../../shared/errors.ts";
import {
  type DecisionOutcome,
  planPanelInputs,
  type PlanPanelState,
  type PlanRecord,
} from "../../../../shared/panels/plan.ts";
import type { KeptDrafts } from "../../../common/drafts/kept-drafts.ts";
import { draftText, planDraftKey } from "../../../common/plan/draft-text.ts";
import { planRecord } from "../../../common/plan/plan-record.ts";
import type { RunnerSession } from "../../../common/session/session.ts";
import { toFileUri } from "../../changes/uris.ts";
import type { TextDocuments } from "../../documents/text-documents.ts";
import { openLink } from "../open-link.ts";
import { handler } from "../webview-panel.ts";

/** What the requests of one panel are answered with. */
export interface PlanRequestGround {
  reference: PlanPanelState;
  /** Throws with the reason when there is none. */
  session: () => RunnerSession;
  /** The plans of the job as they are now. */
  read: () => Promise<PlanRecord[]>;
  /** The state of the files that the plan starts from, once there is one. */
  baseCommit: () => string | null;
  texts: TextDocuments;
  drafts: KeptDrafts;
}

/** What answers each request of the plan's webview, but for the first. */
export function planRequests(ground: PlanRequestGround) {
  const { reference, session, texts, drafts } = ground;
  const { runnerId, threadId, jobId } = reference;
  const inputs = planPanelInputs;
  return {
    forecast: handler(inputs.forecast, async () => {
      const { api } = session();
      const { job, thread } = await api.jobs.get.query({ jobId });
      return api.forecast.query({ project: thread.projectId, jobType: job.type, agent: job.agent });
    }),
    decide: handler(inputs.decide, async ({ comment, comments, ...request }): Promise<DecisionOutcome> => {
      const now = session();
      try {
        const { approval } = await now.api.approvals.decide.mutate({
          ...request,
          ...(comment !== "" && { comment }),
          ...(comments.length > 0 && { comments }),
        });
        await drafts.write(now, threadId, planDraftKey(approval.id), "");
        const plans = await ground.read().catch(() => {
          // It is decided all the same: what the runner answered with is the newest there is of it.
          return [planRecord(approval)];
        });
        return { kind: "decided", plans };
      } catch (error) {
        const { code } = errorShape(error);
        if (code !== "already_decided" && code !== "stale_revision") throw error;
        return { kind: code, plans: await ground.read() };
      }
    }),
    saveDraft: handler(inputs.saveDraft, ({ approvalId, draft }) =>
      drafts.write(session(), threadId, planDraftKey(approvalId), draftText(draft)),
    ),
    openFile: handler(inputs.openFile, async ({ path }) => {
      const commit = ground.baseCommit();
      if (commit === null) throw new SpoolError("not_available", "the thread has no files yet: no run has begun");
      const uri = toFileUri({ runner: runnerId, thread: threadId, state: { commit } }, path);
      await mustBeThere(uri, path);
      await vscode.commands.executeCommand("vscode.open", uri, { preview: true });
      return null;
    }),
    openLink: handler(inputs.openLink, async ({ url }) => {
      await openLink(url);
      return null;
    }),
    openDocument: handler(inputs.openDocument, async ({ approvalId }) => {
      await texts.show({ kind: "plan", runnerId, approvalId }, "plan.md");
      return null;
    }),
    openThread: handler(inputs.openThread, async () => {
      await vscode.commands.executeCommand("spool.openThread", { session: session(), threadId });
      return null;
    }),
    copy: handler(inputs.copy, async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return null;
    }),
  };
}

/** An editor that opens on an error says less than a sentence where the person has clicked. */
async function mustBeThere(uri: vscode.Uri, path: string): Promise<void> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError) || error.code !== "FileNotFound") throw error;
    throw new SpoolError("not_found", `${path} is not there before the plan is done`, { cause: error });
  }
}
