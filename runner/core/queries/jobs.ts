import type { JobDetail, JobSummary, RunView, Snapshot } from "../../../shared/api/views.ts";
import type { Job, JobStatus } from "../../../shared/model/job.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import type { Page } from "../../store/port.ts";
import type { Core } from "../core.ts";
import { readQueue } from "../dispatch.ts";
import { findJob, findProject, findThread } from "../references.ts";
import { queueViews } from "./queue-snapshot.ts";
import { runView } from "./run-view.ts";
import { jobSummary } from "./summaries.ts";

/** One job with its runs. `worktree` is that of its newest run. Error: `not_found`. */
export async function jobDetail(core: Core, jobId: string): Promise<JobDetail> {
  const reads = core.store.read;
  const seq = await reads.events.lastSeq();
  const job = await findJob(reads, jobId);
  const runs: RunView[] = [];
  let worktree: Worktree | null = null;
  for (const run of await reads.runs.forJob(jobId)) {
    runs.push(await runView(reads, run));
    worktree = (await reads.worktrees.forRun(run.id)) ?? worktree;
  }
  return {
    seq,
    job,
    thread: await findThread(reads, job.threadId),
    runs,
    waiting: queueViews(await readQueue(core, reads)).find((view) => view.jobId === jobId) ?? null,
    worktree,
    artifacts: await reads.artifacts.forJob(jobId),
    approvals: await reads.approvals.forJob(jobId),
  };
}

export interface JobPage<Row> extends Snapshot {
  jobs: Row[];
  /** Give it as `after` for the next page; null on the last one. */
  nextAfter: string | null;
}

type JobListRequest = {
  threadId?: string | undefined;
  project?: string | undefined;
  status?: JobStatus | undefined;
} & Page;

/** Newest first, without their texts. Errors: `not_found` for an unknown project or thread. */
export async function jobList(core: Core, request: JobListRequest): Promise<JobPage<JobSummary>> {
  const page = await wholeJobList(core, request);
  return { ...page, jobs: page.jobs.map(jobSummary) };
}

/** The same with all that was asked of each: heavy, for those who were promised it. */
export async function wholeJobList(core: Core, request: JobListRequest): Promise<JobPage<Job>> {
  const reads = core.store.read;
  const seq = await reads.events.lastSeq();
  const { threadId, status, limit, after } = request;
  const project = request.project === undefined ? undefined : await findProject(reads, request.project);
  if (threadId === undefined) {
    const filter = { ...(project && { projectId: project.id }), ...(status && { status }) };
    const jobs = await reads.jobs.list(filter, { limit, after });
    const last = jobs.at(-1);
    const more = last !== undefined && (await reads.jobs.list(filter, { limit: 1, after: last.id })).length > 0;
    return { seq, jobs, nextAfter: more ? last.id : null };
  }
  await findThread(reads, threadId);
  const fitting = (await reads.jobs.forThread(threadId))
    .toReversed()
    .filter((job) => (!project || job.projectId === project.id) && (!status || job.status === status))
    .filter((job) => after === undefined || job.id < after);
  const jobs = fitting.slice(0, limit);
  return { seq, jobs, nextAfter: fitting.length > limit ? (jobs.at(-1)?.id ?? null) : null };
}
