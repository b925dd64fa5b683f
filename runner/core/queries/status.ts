import type { StatusView } from "../../../shared/api/views.ts";
import type { Core } from "../core.ts";
import type { Reads } from "../../store/port.ts";
import { type QueueFacts, readQueue } from "../dispatch.ts";
import { closedLanes } from "./lanes.ts";
import { stoppedJobs } from "./stopped-jobs.ts";
import { queueViews } from "./queue-snapshot.ts";

/** What the process knows of itself, beside what the store holds. */
export type RunnerFacts = Pick<
  StatusView,
  "version" | "startedAt" | "dataDirectory" | "address" | "sandbox" | "problems"
>;

export async function statusView(core: Core, facts: RunnerFacts): Promise<StatusView> {
  const reads = core.store.read;
  const seq = await reads.events.lastSeq();
  const queue = await readQueue(core, reads);
  const active: StatusView["active"] = [];
  for (const job of queue.active) active.push({ job, run: (await reads.runs.forJob(job.id)).at(-1) ?? null });
  const pendingApprovals = await reads.approvals.pending();
  const { version, startedAt, dataDirectory, address, sandbox, problems } = facts;
  return {
    seq,
    version,
    startedAt,
    dataDirectory,
    address,
    sandbox,
    problems,
    threads: await reads.threads.counts(),
    jobs: await reads.jobs.counts(),
    pauses: [...queue.pauses],
    pendingApprovals,
    stopped: await stoppedJobs(reads, pendingApprovals),
    active,
    waiting: queueViews(queue),
    lanes: closedLanes(queue),
    budgets: await budgetsOfToday(reads, queue),
  };
}

/** The runner's, then each project's. */
async function budgetsOfToday(reads: Reads, { today }: QueueFacts): Promise<StatusView["budgets"]> {
  const names = new Map((await reads.projects.list()).map(({ id, name }) => [id, name]));
  return [...today].flatMap(([id, meters]) =>
    meters.map((meter) => ({ ...meter, project: id === null ? null : (names.get(id) ?? null) })),
  );
}
