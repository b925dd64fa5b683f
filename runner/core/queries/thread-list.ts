import type { ApprovalSummary, QueueView, Snapshot, ThreadSummary } from "../../../shared/api/views.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { type Thread, type ThreadStatus, threadStatuses } from "../../../shared/model/thread.ts";
import type { Reads, ThreadPage as StorePage } from "../../store/port.ts";
import type { Core } from "../core.ts";
import { readQueue } from "../dispatch.ts";
import { findProject } from "../references.ts";
import { queueViews } from "./queue-snapshot.ts";
import { changeCounts } from "./run-view.ts";
import { approvalSummary, jobSummary } from "./summaries.ts";

export interface ThreadPage extends Snapshot {
  threads: ThreadSummary[];
  /** Give it as `after` for the next page; null on the last one. */
  nextAfter: string | null;
}

export interface ThreadListRequest {
  ids?: readonly string[] | undefined;
  project?: string | undefined;
  status?: ThreadStatus | undefined;
  statuses?: readonly ThreadStatus[] | undefined;
  search?: string | undefined;
  sort?: "created" | "updated" | undefined;
  limit: number;
  after?: string | undefined;
}

/** Everything that nobody put away. */
const usualStatuses = threadStatuses.filter((status) => status !== "archived");

/**
 * Newest first, by when they were made or last changed; with `ids` those, in that order. Archived threads only when they
 * are asked for. `project` is a name or an id; an unknown one is `not_found`. A thread that changes while pages are read
 * in the order of changes moves to the front, behind nobody's back: its event says so.
 */
export async function threadList(core: Core, request: ThreadListRequest): Promise<ThreadPage> {
  const reads = core.store.read;
  const seq = await reads.events.lastSeq();
  const { threads, nextAfter } = request.ids ? await chosen(reads, request.ids) : await page(reads, request);
  const context = await listContext(core);
  const summaries: ThreadSummary[] = [];
  for (const thread of threads) summaries.push(await summarise(reads, context, thread));
  return { seq, threads: summaries, nextAfter };
}

interface FoundThreads {
  threads: Thread[];
  nextAfter: string | null;
}

async function chosen(reads: Reads, ids: readonly string[]): Promise<FoundThreads> {
  const known = new Map((await reads.threads.forIds(ids)).map((thread) => [thread.id, thread]));
  const threads = [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
  return { threads, nextAfter: null };
}

async function page(reads: Reads, request: ThreadListRequest): Promise<FoundThreads> {
  const { limit, after, status, search, sort = "created" } = request;
  const project = request.project === undefined ? undefined : await findProject(reads, request.project);
  const statuses = request.statuses ?? (status === undefined ? usualStatuses : [status]);
  const filter = { projectId: project?.id, statuses, search };
  const threads = await reads.threads.list(filter, {
    limit,
    sort,
    ...(after !== undefined && { after: readCursor(sort, after) }),
  });
  // A damaged row is left out, so a page may be short and still not be the last: only an empty one surely is.
  const last = threads.at(-1);
  const more = last !== undefined && (await reads.threads.list(filter, { limit: 1, sort, after: last })).length > 0;
  return { threads, nextAfter: more ? cursorOf(sort, last) : null };
}

type Sort = NonNullable<StorePage["sort"]>;

function cursorOf(sort: Sort, { id, updatedAt }: Thread): string {
  return sort === "updated" ? `${updatedAt}.${id}` : id;
}

function readCursor(sort: Sort, after: string): { id: string; updatedAt: number } {
  if (sort === "created") return { id: after, updatedAt: 0 };
  const [, updatedAt, id] = /^(\d{1,15})\.(\w{1,80})$/.exec(after) ?? [];
  if (id !== undefined) return { id, updatedAt: Number(updatedAt) };
  throw new SpoolError("invalid_input", "after: not from a page in this order", { details: { field: "after" } });
}

interface ListContext {
  projectNames: ReadonlyMap<string, string>;
  /** The newest waiting job of each thread. */
  waiting: ReadonlyMap<string, QueueView>;
  pending: ReadonlyMap<string, ApprovalSummary[]>;
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
  const pending = new Map<string, ApprovalSummary[]>();
  for (const approval of await reads.approvals.pending()) {
    pending.set(approval.threadId, [...(pending.get(approval.threadId) ?? []), approvalSummary(approval)]);
  }
  return { projectNames, waiting, pending };
}

async function summarise(reads: Reads, context: ListContext, thread: Thread): Promise<ThreadSummary> {
  const latestJob = await reads.jobs.latestForThread(thread.id);
  const latestRun = (await reads.runs.latestForThread(thread.id)) ?? null;
  const ofLatest = latestRun ? await reads.checkpoints.latestForRun(latestRun.id) : undefined;
  return {
    thread,
    project: context.projectNames.get(thread.projectId) ?? (await removedProjectName(reads, thread.projectId)),
    latestJob: latestJob ? jobSummary(latestJob) : null,
    latestRun,
    waiting: context.waiting.get(thread.id) ?? null,
    pendingApprovals: context.pending.get(thread.id) ?? [],
    changes: changeCounts(ofLatest ?? (await reads.checkpoints.latestForThread(thread.id))),
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
