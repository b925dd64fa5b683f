import type { QueueSnapshot, QueueView } from "../../../shared/api/views.ts";
import type { Core } from "../core.ts";
import { planDispatch, type QueueFacts, readQueue } from "../dispatch.ts";
import { closedLanes } from "./lanes.ts";

export function queueViews(facts: QueueFacts): QueueView[] {
  return planDispatch(facts).entries.map(({ job, position, reason }) => ({
    jobId: job.id,
    threadId: job.threadId,
    title: job.title,
    position,
    reason,
  }));
}

export async function queueSnapshot(core: Core): Promise<QueueSnapshot> {
  const reads = core.store.read;
  const seq = await reads.events.lastSeq();
  const facts = await readQueue(core, reads);
  return {
    seq,
    waiting: queueViews(facts),
    active: [...facts.active],
    pauses: [...facts.pauses],
    lanes: {
      global: { used: facts.active.length, limit: facts.limits.maxConcurrentJobs },
      accounts: closedLanes(facts),
    },
  };
}
