import type { Approval } from "../../../shared/model/approval.ts";
import type { DeviatingFile } from "../../../shared/model/contract.ts";
import { type Contract, contractOf, deviations } from "../../gates/contract/contract.ts";
import type { RunContext } from "../context.ts";

/** What binds a job, and what was asked about that so far. */
export interface Bound {
  contract: Contract;
  /** Of the job itself. */
  approvals: Approval[];
}

/**
 * The contract of the run's job, as it stands now. A job that goes on with its thread and has no plan of its own is bound by
 * the thread's: it is more of the same work, and whatever lies beyond it is one click. Other jobs without a plan are free.
 */
export async function boundBy({ ledger, job }: RunContext): Promise<Bound | undefined> {
  if (job.writeMode === "read_only") return undefined;
  const { read } = ledger.core.store;
  const approvals = await read.approvals.forJob(job.id);
  const own = contractOf(approvals);
  if (own) return { contract: own, approvals };
  if (job.type !== "continue") return undefined;
  const contract = contractOf(await read.approvals.forThread(job.threadId));
  return contract && { contract, approvals };
}

/** What the job changed so far beyond its contract, as git says it: from where the job began, not from the thread's base. */
export async function deviatingFiles(
  context: RunContext,
  { contract }: Bound,
  commit: string,
): Promise<DeviatingFile[]> {
  return deviations(contract, await touchedByJob(context, commit));
}

/** All that the job changed so far; nothing where it is not known from where. */
export async function touchedByJob(context: RunContext, commit: string): Promise<DeviatingFile[]> {
  const from = await startOfJob(context);
  return from === null ? [] : context.workspaces.touched(context.projectSettings.source, from, commit);
}

/** Where the job's own work begins, over all of its runs; null when that is not known. */
export async function startOfJob({ ledger, job }: RunContext): Promise<string | null> {
  const { read } = ledger.core.store;
  const first = (await read.runs.forJob(job.id)).find(({ worktreeId }) => worktreeId !== null) ?? ledger.run;
  if (first.continuedFrom !== null) return first.continuedFrom;
  const worktree = first.worktreeId === null ? undefined : await read.worktrees.get(first.worktreeId);
  return worktree?.baseCommit ?? first.baseCommit;
}
