import type { DeviatingFile, DeviationSource } from "../../../shared/model/contract.ts";
import { requestApproval } from "../../core/request-approval.ts";
import { findJob } from "../../core/references.ts";
import { filesOf, pathKey } from "../../gates/contract/contract.ts";
import { contractQuestionOf } from "../../gates/contract/question.ts";
import type { RunContext } from "../context.ts";
import type { Bound } from "./bound.ts";

/** Of one event; the question has them all. */
const toldFiles = 50;
/** More are not remembered one by one: a run that touches so many is told of by then. */
const mostRemembered = 5_000;

/**
 * Tells of files outside the contract, each once per run, and asks about those that nobody was asked about yet, as the
 * job's policy has it. True when anything was new.
 */
export async function noteDeviations(
  context: RunContext,
  bound: Bound,
  { files, source }: { files: readonly DeviatingFile[]; source: DeviationSource },
): Promise<boolean> {
  if (files.length === 0) return false;
  const { ledger, job } = context;
  const { planId } = bound.contract;
  let isNew = false;
  await ledger.record(async ({ progress, id: runId, projectId, threadId, jobId }, transaction, now) => {
    const approvals = await transaction.approvals.forJob(jobId);
    const known = new Set(progress.deviations);
    for (const status of ["pending", "approved", "rejected"] as const) {
      for (const path of filesOf(approvals, status)) known.add(pathKey(path));
    }
    const fresh = files.filter((file) => !known.has(pathKey(file)));
    isNew = fresh.length > 0;
    if (!isNew) return {};
    const question = contractQuestionOf(fresh, { source, planId });
    const approval =
      job.contract === "warn"
        ? undefined
        : await requestApproval(ledger.core, transaction, {
            job: await findJob(transaction, jobId),
            runId,
            kind: "contract",
            ...question,
            now,
          });
    const data = {
      files: fresh.slice(0, toldFiles).map(({ path, change }) => ({ path: path.slice(0, 1_000), change })),
      total: fresh.length,
      source,
      policy: job.contract,
      ...(approval && { approvalId: approval.id }),
    };
    await transaction.events.append([{ type: "contract.deviation", projectId, threadId, jobId, runId, data }], now);
    const deviations = [...progress.deviations, ...fresh.map(pathKey)].slice(0, mostRemembered);
    return { progress: { ...progress, deviations } };
  }, []);
  return isNew;
}
