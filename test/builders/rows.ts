import type { Approval } from "../../shared/model/approval.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Artifact, OutboxEntry } from "../../shared/model/records.ts";
import { noAmounts } from "../../shared/budget/amounts.ts";
import { noCost, type Run } from "../../shared/model/run.ts";
import type { Thread } from "../../shared/model/thread.ts";
import type { Checkpoint, Worktree } from "../../shared/model/worktree.ts";
import type { Writes } from "../../runner/store/port.ts";
import { profile, projectSettings } from "./core.ts";

const time = 1_700_000_000_000;
const sha = "1".repeat(40);

export const projectRow: Project = {
  ...projectSettings(),
  id: "prj_demo",
  createdAt: time,
  updatedAt: time,
  removedAt: null,
};

export function threadRow(change: Partial<Thread> = {}): Thread {
  return {
    id: "thr_0001",
    projectId: "prj_demo",
    title: "A thread",
    baseBranch: "main",
    baseCommit: null,
    branch: "spool/a-thread-0001",
    headCommit: null,
    continueFrom: null,
    prUrl: null,
    priority: 3,
    labels: [],
    dependsOn: [],
    parentThreadId: null,
    metadata: {},
    status: "open",
    createdAt: time,
    updatedAt: time,
    archivedAt: null,
    ...change,
  };
}

export function jobRow(change: Partial<Job> = {}): Job {
  return {
    ...profile,
    id: "job_0001",
    threadId: "thr_0001",
    projectId: "prj_demo",
    type: "implement",
    title: "A job",
    instruction: "Do it",
    acceptance: null,
    prompt: null,
    priority: 3,
    budgetExtra: noAmounts,
    budgetWarned: [],
    requestedBy: { type: "token", id: "ada" },
    metadata: {},
    status: "queued",
    reason: null,
    attemptsUsed: 0,
    escalatedFrom: null,
    dueAt: null,
    cancelRequestedAt: null,
    owner: null,
    generation: 0,
    leaseUntil: null,
    summary: null,
    createdAt: time,
    updatedAt: time,
    startedAt: null,
    finishedAt: null,
    ...change,
  };
}

export function runRow(change: Partial<Run> = {}): Run {
  return {
    id: "run_0001",
    jobId: "job_0001",
    threadId: "thr_0001",
    projectId: "prj_demo",
    attempt: 1,
    status: "created",
    stage: null,
    agent: "claude",
    model: null,
    owner: "runner-1",
    generation: 1,
    sessionId: null,
    worktreeId: null,
    branch: "spool/a-thread-0001",
    baseBranch: "main",
    baseCommit: null,
    headCommit: null,
    continuedFrom: null,
    remediation: null,
    hint: null,
    remediationForNext: null,
    sandbox: null,
    tokens: { input: 0, cachedInput: 0, output: 0 },
    costUsd: null,
    costSource: "unknown",
    turns: 0,
    verification: "pending",
    failureClass: null,
    failureReason: null,
    failure: null,
    exitCause: null,
    summary: null,
    progress: {
      agentOffset: 0,
      agentStartedAt: null,
      checkpoints: 0,
      stuck: null,
      checkedCommit: null,
      preflightTold: false,
      workCheckpoint: null,
      answered: [],
      lostBefore: 0,
      planProblems: [],
      earlierFailures: [],
      baseWorktree: null,
      deviations: [],
      cost: noCost,
      workedMs: 0,
      allowance: null,
      budgetHit: null,
      steps: {},
    },
    createdAt: time,
    startedAt: null,
    finishedAt: null,
    ...change,
  };
}

export function worktreeRow(change: Partial<Worktree> = {}): Worktree {
  return {
    id: "wt_0001",
    projectId: "prj_demo",
    threadId: null,
    runId: null,
    path: "/srv/worktrees/0001",
    branch: null,
    baseBranch: "main",
    baseCommit: sha,
    state: "ready",
    pinned: false,
    setupKey: "key",
    retentionReason: null,
    retainedUntil: null,
    sizeBytes: null,
    createdAt: time,
    lastActivityAt: time,
    deletedAt: null,
    ...change,
  };
}

export function checkpointRow(change: Partial<Checkpoint> = {}): Checkpoint {
  return {
    id: "ckp_0001",
    runId: "run_0001",
    threadId: "thr_0001",
    number: 1,
    ref: "refs/spool/0001",
    commit: sha,
    tree: sha,
    head: sha,
    reason: "turn",
    files: 1,
    additions: 2,
    deletions: 3,
    createdAt: time,
    ...change,
  };
}

export function artifactRow(change: Partial<Artifact> = {}): Artifact {
  return {
    id: "art_0001",
    threadId: "thr_0001",
    jobId: "job_0001",
    runId: "run_0001",
    kind: "patch",
    name: "changes.patch",
    path: "run_0001/changes.patch",
    size: 10,
    sha256: "a".repeat(64),
    summary: null,
    metadata: {},
    createdAt: time,
    ...change,
  };
}

export function approvalRow(change: Partial<Approval> = {}): Approval {
  return {
    id: "apr_0001",
    threadId: "thr_0001",
    jobId: "job_0001",
    runId: "run_0001",
    kind: "permission",
    requestKey: "call-1",
    title: "Run npm publish",
    payload: { command: "npm publish" },
    revision: "r1",
    status: "pending",
    requestedAt: time,
    decidedAt: null,
    decidedBy: null,
    comment: null,
    comments: [],
    choice: null,
    expiresAt: null,
    ...change,
  };
}

export function outboxRow(change: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id: "out_0001",
    key: "push:run_0001",
    kind: "push_branch",
    threadId: "thr_0001",
    jobId: "job_0001",
    runId: "run_0001",
    payload: { branch: "x" },
    state: "pending",
    attempts: 0,
    dueAt: time,
    error: null,
    createdAt: time,
    doneAt: null,
    ...change,
  };
}

/** A project, a thread, a queued job: what most rows hang on. */
export async function insertThreadWithJob(transaction: Writes): Promise<void> {
  await transaction.projects.insert(projectRow);
  await transaction.threads.insert(threadRow());
  await transaction.jobs.insert(jobRow());
}
