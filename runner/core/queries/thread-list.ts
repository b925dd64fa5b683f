import type { QueueView, Snapshot, ThreadSummary } from "../../../shared/api/views.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import type { Thread, ThreadStatus } from "../../../shared/model/thread.ts";
import type { Page, Reads } from "../../store/port.ts";
import type { Core } from "../core.ts";
import { readQueue } from "../dispatch.ts";
import { findProject } from "../references.ts";
import { queueViews } from "./queue-snapshot.ts";
import { changeCounts } from "./run-view.ts";

export interface ThreadPage extends Snapshot {
  threads: ThreadSummary[];
  /** Give it as `after` for the next page; null on the last one. */
  nextAfter: string | null;
}

/** Newest first. `project` is a name or an id; an unknown one is `not_found`. */
export async function threadList(
  core: Core,
  request: { project?: string | undefined; status?: ThreadStatus | undefined } & Page,
): Promise<ThreadPage> {
  const reads = core.store.read;
  const seq = await reads.events.lastSeq();
  const { limit, after, status } = request;
  const project = request.project === undefined ? undefined : await findProject(reads, request.project);
  const filter = { ...(project && { projectId: project.id }), ...(status && { status }) };
  const threads = await reads.threads.list(filter, { limit, after });
  const context = await listContext(core);
  const summaries: ThreadSummary[] = [];
  for (const thread of threads) summaries.push(await summarise(reads, context, thread));
  // A damaged row is left out, so a page may be short and still not be the last: only an empty one surely is.
  const last = threads.at(-1);
  const more = last !== undefined && (await reads.threads.list(filter, { limit: 1, after: last.id })).length > 0;
  return { seq, threads: summaries, nextAfter: more ? last.id : null };
}

interface ListContext {
  projectNames: ReadonlyMap<string, string>;
  /** The newest waiting job of each thread. */
  waiting: ReadonlyMap<string, QueueView>;
  pending: ReadonlyMap<string, Approval[]>;
}

/** What all rows share, read once. */
async function listContext(core: Core): Promise<ListContext> {
  const reads = core.store.read;
  const projectNames = new Map<string, string>();
  for (const project of await reads.projects.list()) projectNames.set(project.id, project.name);
  const waiting = new Map<string, QueueView>();
  for (const view of queueViews(await readQueue(core, reads))) {
    const known = waiting.get(view.threadId);
    if (!known || view.jobId > known.jobId) waiting.set(view.threadId, view);
  }
  const pending = new Map<string, Approval[]>();
  for (const approval of await reads.approvals.pending()) {
    pending.set(approval.threadId, [...(pending.get(approval.threadId) ?? []), approval]);
  }
  return { projectNames, waiting, pending };
}

async function summarise(reads: Reads, context: ListContext, thread: Thread): Promise<ThreadSummary> {
  const latestRun = (await reads.runs.latestForThread(thread.id)) ?? null;
  const ofLatest = latestRun ? changeCounts(await reads.checkpoints.forRun(latestRun.id)) : null;
  return {
    thread,
    project: context.projectNames.get(thread.projectId) ?? (await removedProjectName(reads, thread.projectId)),
    latestJob: (await reads.jobs.forThread(thread.id)).at(-1) ?? null,
    latestRun,
    waiting: context.waiting.get(thread.id) ?? null,
    pendingApprovals: context.pending.get(thread.id) ?? [],
    changes: ofLatest ?? changeCounts(await reads.checkpoints.forThread(thread.id)),
  };
}

async function removedProjectName(reads: Reads, id: string): Promise<string> {
  try {
    return (await reads.projects.get(id))?.name ?? id;
  } catch {
    // A damaged project row must not hide its threads; who asks for the project itself is told.
    return id;
  }
}
