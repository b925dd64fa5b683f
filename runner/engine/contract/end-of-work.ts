import type { Approval } from "../../../shared/model/approval.ts";
import type { DeviatingFile } from "../../../shared/model/contract.ts";
import { settleApproval } from "../../core/commands/approvals.ts";
import { contractClasses, isAboutTool, isWorkComplete, takeBack } from "../../gates/contract/after-answer.ts";
import { filesOf, pathKey } from "../../gates/contract/contract.ts";
import { contractQuestion } from "../../../shared/model/contract.ts";
import type { RunContext } from "../context.ts";
import type { Verdict } from "../verdict.ts";
import { boundBy, deviatingFiles, touchedByJob } from "./bound.ts";
import { noteDeviations } from "./note.ts";

/**
 * The contract once more when the agent is done, before anything is checked or published: what git says of its last
 * checkpoint. A verdict means that the run does not go on: it waits for a person, or the agent has to take something back.
 * `isHalted`: the agent was stopped for it, and its work is not done.
 */
export async function checkContract(context: RunContext, isHalted: boolean): Promise<Verdict | undefined> {
  const { ledger, job } = context;
  const commit = ledger.run.progress.workCheckpoint;
  const bound = await boundBy(context);
  if (!bound) return undefined;
  const outside = commit === null ? [] : await deviatingFiles(context, bound, commit);
  await noteDeviations(context, bound, { files: outside, source: "end of work" });
  if (job.contract === "warn") return undefined;
  await withdrawTakenBack(context, outside);
  const approvals = await ledger.core.store.read.approvals.forJob(job.id);
  const pending = approvals.filter(({ kind, status }) => kind === "contract" && status === "pending");
  if (pending.length > 0 || isHalted) {
    const isComplete = !isHalted && isWorkComplete(approvals);
    return {
      kind: "asks",
      outcome: "ok",
      class: isComplete ? contractClasses.asked : contractClasses.unfinished,
      message: pending[0]?.title ?? "the contract was left",
      waitsFor: "contract",
      question: null,
      ...(job.contract === "stop" && { parkAs: "blocked" as const }),
    };
  }
  const missed = await grantedInVain(context, approvals);
  if (missed) {
    const { unfinished } = contractClasses;
    return {
      kind: "asks",
      outcome: "ok",
      class: unfinished,
      message: missed.title,
      waitsFor: "contract",
      question: null,
    };
  }
  const refused = new Set(filesOf(approvals, "rejected").map(pathKey));
  const still = outside.filter((file) => refused.has(pathKey(file)));
  const first = still[0];
  if (!first) return undefined;
  const rejected = approvals.filter(({ kind, status }) => kind === "contract" && status === "rejected");
  const remediation = takeBack(still.map(({ path }) => `- ${path}`).join("\n"), rejected);
  const message = `${first.path} was changed although a person refused it`;
  return { kind: "failed", class: contractClasses.refused, message, retryable: true, remediation };
}

/**
 * What was granted while the agent, which had been told to do without, went on to its end and did. It is started once more
 * to be told; whatever it does then is its answer.
 */
async function grantedInVain(context: RunContext, approvals: readonly Approval[]): Promise<Approval | undefined> {
  const { run } = context.ledger;
  const granted = approvals.filter(
    ({ kind, status, runId, payload }) =>
      kind === "contract" && status === "approved" && runId === run.id && isAboutTool(payload),
  );
  if (granted.length === 0) return undefined;
  const commit = run.progress.workCheckpoint;
  const touched = new Set(commit === null ? [] : (await touchedByJob(context, commit)).map(pathKey));
  return granted.find((approval) => filesOf([approval], "approved").some((file) => !touched.has(pathKey(file))));
}

/** What was asked about files that are as they were is not asked any more; what an agent wanted to change is. */
async function withdrawTakenBack({ ledger, job }: RunContext, outside: readonly DeviatingFile[]): Promise<void> {
  const touched = new Set(outside.map(pathKey));
  await ledger.record({}, [], async (transaction, now) => {
    for (const approval of await transaction.approvals.forJob(job.id)) {
      if (approval.kind !== "contract" || approval.status !== "pending") continue;
      const question = contractQuestion.safeParse(approval.payload).data;
      if (!question || question.source === "tool" || question.files.some((file) => touched.has(pathKey(file))))
        continue;
      const decision = { status: "cancelled", by: "spool", comment: "the agent took it back", now } as const;
      await settleApproval(transaction, approval, decision);
    }
  });
}
