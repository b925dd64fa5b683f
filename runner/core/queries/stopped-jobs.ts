import type { StatusView } from "../../../shared/api/views.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import { needOf } from "../../../shared/need.ts";
import type { Reads } from "../../store/port.ts";
import { jobSummary } from "./summaries.ts";

const mostStopped = 50;

/** Why blocked jobs do not go on, and what can be done about each. Those that ask something are told by their questions. */
export async function stoppedJobs(reads: Reads, pending: readonly Approval[]): Promise<StatusView["stopped"]> {
  const asking = new Set(pending.map(({ jobId }) => jobId));
  const blocked = (await reads.jobs.list({ status: "blocked" }, { limit: mostStopped })).filter(
    ({ id }) => !asking.has(id),
  );
  const threads = await reads.threads.forIds([...new Set(blocked.map(({ threadId }) => threadId))]);
  const kept = new Set(threads.filter(({ status }) => status !== "archived").map(({ id }) => id));
  const stopped: StatusView["stopped"] = [];
  for (const job of blocked) {
    if (!kept.has(job.threadId)) continue;
    const run = (await reads.runs.forJob(job.id)).at(-1);
    const checkpoint = await reads.checkpoints.latestForThread(job.threadId);
    const facts = {
      job,
      pending: [],
      waiting: null,
      failureClass: run?.failureClass ?? null,
      isChanged: (checkpoint?.files ?? 0) > 0,
    };
    const need = needOf(facts);
    if (need) stopped.push({ job: jobSummary(job), need });
  }
  return stopped;
}
