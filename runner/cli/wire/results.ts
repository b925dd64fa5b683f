import type { JobDetail, QueueSnapshot, StatusView, ThreadDetail, ThreadSummary } from "../../../shared/api/views.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { Project } from "../../../shared/model/project.ts";
import type { ExternalEvent } from "../../../shared/model/records.ts";
import type { Run } from "../../../shared/model/run.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import { wireJob, wireListedProject, wireProject, wireRun, wireThread } from "./entities.ts";
import { wireNeed } from "./need.ts";
import { needOfJob } from "../../../shared/thread-need.ts";
import { wireLane } from "./lanes.ts";
import {
  wireApproval,
  wireArtifact,
  wireExternalEvent,
  wireLink,
  wireMessage,
  wirePause,
  wireWaiting,
  wireWorktree,
} from "./records.ts";
import { isoTime } from "../../../shared/iso-time.ts";

// The `result` of each action; `--json` of the matching command prints the same.

export function startResult(answer: { project: Project; thread: Thread; job: Job }) {
  const { id, name } = answer.project;
  return { project: { id, name }, thread: wireThread(answer.thread), job: wireJob(answer.job) };
}

export function jobResult(answer: { thread: Thread; job: Job }) {
  return { job: wireJob(answer.job), thread: wireThread(answer.thread) };
}

export function continueResult(answer: { thread: Thread; job: Job }) {
  return { thread: wireThread(answer.thread), job: wireJob(answer.job) };
}

export function projectListResult(projects: readonly Project[]) {
  return { projects: projects.map(wireListedProject) };
}

export function threadListResult(page: { threads: ThreadSummary[]; nextAfter: string | null }) {
  return { threads: page.threads.map(({ thread }) => wireThread(thread)), ...nextPage(page.nextAfter) };
}

export function jobListResult(page: { jobs: Job[]; nextAfter: string | null }) {
  return { jobs: page.jobs.map(wireJob), ...nextPage(page.nextAfter) };
}

/** Said only when there is more, so that a caller of v1's first form sees what it always saw. */
function nextPage(nextAfter: string | null) {
  return nextAfter === null ? {} : { next_after: nextAfter };
}

export function threadResult(detail: ThreadDetail) {
  const runs = detail.runs.map(({ run }) => run);
  return {
    thread: wireThread(detail.thread),
    project: wireProject(detail.project),
    jobs: detail.jobs.map(wireJob),
    latest_job: orNull(detail.jobs.at(-1), wireJob),
    latest_run: orNull(newestRun(runs), wireRun),
    worktrees: detail.worktrees.map((worktree) => wireWorktree(worktree, jobOfRun(runs, worktree.runId))),
    artifacts: detail.artifacts.map(wireArtifact),
    approvals: detail.approvals.map(wireApproval),
    events: detail.externalEvents.map(wireExternalEvent),
    links: detail.links.map(wireLink),

    runs: runs.map(wireRun),
    messages: detail.messages.map(wireMessage),
    waiting: detail.waiting.map(wireWaiting),
    changes: detail.changes,
    seq: detail.seq,
  };
}

export function jobDetailResult(detail: JobDetail) {
  const runs = detail.runs.map(({ run }) => run);
  return {
    job: wireJob(detail.job),
    thread: wireThread(detail.thread),
    latest_run: orNull(newestRun(runs), wireRun),
    worktree: orNull(detail.worktree, (worktree) => wireWorktree(worktree, jobOfRun(runs, worktree.runId))),
    artifacts: detail.artifacts.map(wireArtifact),
    approvals: detail.approvals.map(wireApproval),

    runs: runs.map(wireRun),
    waiting: orNull(detail.waiting, wireWaiting),
    need: orNull(needOfJob(detail), wireNeed),
  };
}

export function worktreeResult(worktree: Worktree, detail: ThreadDetail | null) {
  const runs = detail?.runs.map(({ run }) => run) ?? [];
  return {
    worktree: wireWorktree(worktree, jobOfRun(runs, worktree.runId)),
    thread: orNull(detail?.thread, wireThread),
    latest_job: orNull(detail?.jobs.at(-1), wireJob),
    latest_run: orNull(newestRun(runs), wireRun),
  };
}

export function attachResult(answer: { thread: Thread; event: ExternalEvent }) {
  return { thread: wireThread(answer.thread), event: wireExternalEvent(answer.event) };
}

export function queueResult(queue: QueueSnapshot) {
  return {
    waiting: queue.waiting.map(wireWaiting),
    active: queue.active.map(wireJob),
    pauses: queue.pauses.map(wirePause),
    lanes: { global: queue.lanes.global, accounts: queue.lanes.accounts.map(wireLane) },
  };
}

export function statusResult(status: StatusView) {
  return {
    version: status.version,
    started_at: isoTime(status.startedAt),
    address: status.address,
    data_directory: status.dataDirectory,
    sandbox: status.sandbox,
    threads: status.threads,
    jobs: status.jobs,
    pauses: status.pauses.map(wirePause),
    pending_approvals: status.pendingApprovals.map(wireApproval),
    stopped: status.stopped.map(({ job, need }) => ({ job_id: job.id, thread_id: job.threadId, need: wireNeed(need) })),
    active: status.active.map(({ job, run }) => ({ job: wireJob(job), run: orNull(run, wireRun) })),
    waiting: status.waiting.map(wireWaiting),
    lanes: status.lanes.map(wireLane),
    problems: status.problems,
  };
}

function orNull<Value, Shape>(value: Value | null | undefined, shape: (value: Value) => Shape): Shape | null {
  return value === null || value === undefined ? null : shape(value);
}

function newestRun(runs: readonly Run[]): Run | undefined {
  return runs.toSorted((a, b) => a.createdAt - b.createdAt).at(-1);
}

function jobOfRun(runs: readonly Run[], runId: string | null): string | null {
  return runs.find((run) => run.id === runId)?.jobId ?? null;
}
