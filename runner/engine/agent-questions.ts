import { eventTextLimit } from "../../shared/events/catalogue.ts";
import type { Approval } from "../../shared/model/approval.ts";
import { shorten } from "../../shared/text.ts";
import type { AgentAnswer, AgentEvent } from "../agents/port.ts";
import { findJob } from "../core/references.ts";
import { requestApproval } from "../core/request-approval.ts";
import type { Writes } from "../store/port.ts";
import { forThread, type Ruling, useKey } from "./gatekeeper.ts";
import type { RunLedger } from "./ledger.ts";

/** Makes the agent's question a durable approval, once, and lets the job wait for its answer. */
export async function askPermission(
  ledger: RunLedger,
  transaction: Writes,
  question: Extract<AgentEvent, { kind: "question" }>,
  { ruling, now }: { ruling: Extract<Ruling, { kind: "ask" }> | undefined; now: number },
): Promise<void> {
  const { run, core } = ledger;
  const use = useKey(question);
  await requestApproval(core, transaction, {
    job: await findJob(transaction, run.jobId),
    runId: run.id,
    kind: ruling?.approval ?? "permission",
    requestKey: question.requestId,
    title: question.title,
    payload: {
      tool: question.tool,
      detail: shorten(question.detail ?? "", eventTextLimit),
      diff: shorten(question.diff ?? "", eventTextLimit),
      ...(ruling && ruling.sideEffect !== null && { effect: ruling.sideEffect }),
      ...(use !== undefined && { use, choices: [forThread] }),
    },
    detail: question.detail ?? null,
    now,
  });
}

/** What a settled approval tells the agent; undefined while it is pending. */
export function readAnswer(approval: Approval): AgentAnswer | undefined {
  switch (approval.status) {
    case "pending":
      return undefined;
    case "approved":
      return { decision: "allow" };
    case "rejected":
    case "changes_requested":
    case "expired":
    case "cancelled":
      return { decision: "deny", reason: approval.comment ?? `${approval.status} by ${approval.decidedBy ?? "Spool"}` };
  }
}
