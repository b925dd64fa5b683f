import { askedRun, contractClasses } from "../../gates/contract/after-answer.ts";
import { filesOf, pathKey } from "../../gates/contract/contract.ts";
import type { RunContext } from "../context.ts";
import { boundBy, deviatingFiles } from "./bound.ts";

/**
 * Takes over the work of the run before, where that was done and only waited for a person's yes: the agent has nothing more
 * to do. Follows from rows that no longer change, so a repeat of the stage after a kill comes to the same.
 */
export async function takeOverWork(context: RunContext): Promise<boolean> {
  const { ledger, job } = context;
  const { run, core } = ledger;
  if (run.progress.agentStartedAt !== null) return false;
  const earlier = (await core.store.read.runs.forJob(job.id)).filter(({ attempt }) => attempt < run.attempt);
  const asked = askedRun(earlier);
  const commit = asked?.progress.workCheckpoint ?? null;
  if (asked?.failureClass !== contractClasses.asked || commit === null || run.continuedFrom !== commit) return false;
  const bound = await boundBy(context);
  if (!bound) return false;
  const refused = new Set(filesOf(bound.approvals, "rejected").map(pathKey));
  const outside = await deviatingFiles(context, bound, commit);
  if (outside.some((file) => refused.has(pathKey(file)))) return false;
  await ledger.record(
    ({ progress }) => ({ summary: asked.summary, progress: { ...progress, workCheckpoint: commit } }),
    [],
  );
  return true;
}
