import type { RunView, ThreadDetail } from "../../../shared/api/views.ts";
import { notFound } from "../../../shared/errors.ts";
import { dayBudgets } from "../budget.ts";
import type { Core } from "../core.ts";
import { readQueue } from "../dispatch.ts";
import { findThread } from "../references.ts";
import { queueViews } from "./queue-snapshot.ts";
import { changeCounts, runView } from "./run-view.ts";

/** Everything about one thread but its events. Error: `not_found`. */
export async function threadDetail(core: Core, threadId: string): Promise<ThreadDetail> {
  const reads = core.store.read;
  // Before the rows: what happens meanwhile is then both in them and in the events after `seq`, never in neither.
  const seq = await reads.events.lastSeq();
  const thread = await findThread(reads, threadId);
  const project = await reads.projects.get(thread.projectId);
  if (!project) throw notFound("project", thread.projectId);
  const jobs = await reads.jobs.forThread(threadId);
  const runs: RunView[] = [];
  for (const job of jobs) {
    for (const run of await reads.runs.forJob(job.id)) runs.push(await runView(reads, run));
  }
  const waiting = queueViews(await readQueue(core, reads)).filter((view) => view.threadId === threadId);
  return {
    seq,
    thread,
    project,
    jobs,
    runs: runs.toSorted((a, b) => (a.run.id < b.run.id ? -1 : 1)),
    waiting,
    worktrees: await reads.worktrees.list({ threadId }),
    artifacts: await reads.artifacts.forThread(threadId),
    approvals: await reads.approvals.forThread(threadId),
    messages: await reads.messages.forThread(threadId),
    externalEvents: await reads.externalEvents.forThread(threadId),
    links: await reads.links.forThread(threadId),
    drafts: await reads.drafts.forThread(threadId),
    changes: changeCounts(await reads.checkpoints.latestForThread(threadId)),
    dayBudgets: await dayBudgets(core, reads, jobs.at(-1)),
  };
}
