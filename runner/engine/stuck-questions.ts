import type { Approval } from "../../shared/model/approval.ts";
import type { Message } from "../../shared/model/records.ts";
import type { StuckStop } from "../../shared/model/run.ts";
import { settleApproval } from "../core/commands/approvals.ts";
import { findJob } from "../core/references.ts";
import { requestApproval } from "../core/request-approval.ts";
import {
  livenessChoices,
  nudgeText,
  troubleClass,
  troubleRemediation,
  troubleText,
} from "../gates/liveness/evidence.ts";
import type { Trouble } from "../gates/liveness/watch.ts";
import type { RunContext } from "./context.ts";

/** All that was ever asked in this run about whether its agent is stuck, in order. */
export async function stuckQuestions({ ledger }: RunContext): Promise<Approval[]> {
  const { run, core } = ledger;
  const asked = await core.store.read.approvals.forJob(run.jobId);
  return asked.filter(({ runId, kind }) => runId === run.id && kind === "liveness");
}

export interface StuckReport {
  trouble: Trouble;
  evidence: string[];
  silentMs: number;
  takesMessages: boolean;
}

/** Tells it and, when somebody is to be asked, asks: the key is the episode's number, so that no restart asks twice. */
export async function raise(context: RunContext, report: StuckReport, asks: boolean): Promise<void> {
  const { trouble, silentMs, takesMessages } = report;
  const { ledger } = context;
  const number = (await stuckQuestions(context)).length + 1;
  const evidence = context.settings.redact(report.evidence.join("\n"));
  const text = context.settings.redact(troubleText(trouble));
  const remediation = context.settings.redact(troubleRemediation(trouble));
  await ledger.record(
    {},
    [{ type: "agent.stalled", data: { silentMs: Math.round(silentMs), trouble: trouble.kind, text } }],
    async (transaction, now) => {
      if (!asks) return;
      await requestApproval(ledger.core, transaction, {
        job: await findJob(transaction, ledger.run.jobId),
        runId: ledger.run.id,
        kind: "liveness",
        requestKey: `liveness-${number}`,
        title: text,
        payload: { trouble: trouble.kind, evidence, remediation, choices: livenessChoices(takesMessages) },
        detail: evidence,
        now,
      });
    },
  );
}

/** It got on by itself: there is nothing to answer any more. Nothing happens when somebody was faster. */
export async function withdraw(context: RunContext, question: Approval, comment: string): Promise<void> {
  await context.ledger.record({}, [], async (transaction, now) => {
    const current = await transaction.approvals.get(question.id);
    if (current?.status !== "pending") return;
    await settleApproval(transaction, current, { status: "cancelled", by: "spool", comment, now });
  });
}

/** Marks that an answer has had its effect; a next life of the runner leaves it alone. */
export async function markAnswered({ ledger }: RunContext, { requestKey }: Approval): Promise<void> {
  await ledger.record(
    ({ progress }) => ({ progress: { ...progress, answered: [...progress.answered, requestKey] } }),
    [],
  );
}

/** The nudge is a message like any other: kept until the agent takes it, and marked in the moment in which it is said. */
export async function nudge({ ledger }: RunContext, { requestKey, comment, decidedBy }: Approval): Promise<void> {
  const { core, run } = ledger;
  const by = decidedBy ?? "spool";
  const text = comment ?? nudgeText;
  await ledger.record(
    ({ progress }) => ({ progress: { ...progress, answered: [...progress.answered, requestKey] } }),
    [],
    async (transaction, now) => {
      const message: Message = {
        id: core.ids.make("message"),
        threadId: run.threadId,
        text,
        by,
        state: "kept",
        runId: null,
        jobId: null,
        createdAt: now,
        settledAt: null,
      };
      await transaction.messages.insert(message);
      const subject = { projectId: run.projectId, threadId: run.threadId };
      const data = { messageId: message.id, text: text.slice(0, 32_000), by };
      await transaction.events.append([{ type: "message.received", ...subject, data }], now);
    },
  );
}

/** From here the run ends with this, whatever happens to the runner. */
export async function decideStop({ ledger }: RunContext, question: Approval, byPerson: boolean): Promise<void> {
  const { requestKey, title, comment, payload } = question;
  const { trouble, remediation } = payload;
  const told = typeof remediation === "string" ? remediation : title;
  const stuck: StuckStop = {
    class: troubleClass(trouble === "looping" ? "looping" : "silent"),
    message: byPerson ? `stopped by ${question.decidedBy ?? "a person"}: ${title}` : `stopped: ${title}`,
    remediation: comment === null ? told : `${told}\nThe person who stopped it says: ${comment}`,
    byPerson,
  };
  await ledger.record(({ progress }) => {
    if (progress.stuck !== null) return {};
    return { progress: { ...progress, stuck, answered: [...progress.answered, requestKey] } };
  }, []);
}
