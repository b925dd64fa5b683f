import { rulesOf } from "../../../shared/model/permissions.ts";
import type { Job, JobProfile } from "../../../shared/model/job.ts";
import type { Project } from "../../../shared/model/project.ts";
import type { Run } from "../../../shared/model/run.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { isoTime } from "../../../shared/iso-time.ts";

// The shapes of JSON v1. Fields up to each blank line are the protocol's floor and never change; those behind it are
// this implementation's additions.

export function wireProject(project: Project) {
  return {
    id: project.id,
    name: project.name,
    repo_url: project.repo,
    base_branch: project.baseBranch,
    runtime_config: {},
    concurrency: wireConcurrency(project),
    worktree_policy: wireWorktreePolicy(project),
    job_types: Object.fromEntries(Object.entries(project.jobTypes).map(([name, type]) => [name, wireProfile(type)])),
    created_at: isoTime(project.createdAt),
    updated_at: isoTime(project.updatedAt),

    removed_at: isoTime(project.removedAt),
  };
}

/** As `project.list` gives it: job types by name only. */
export function wireListedProject(project: Project) {
  return {
    id: project.id,
    name: project.name,
    repo_url: project.repo,
    base_branch: project.baseBranch,
    concurrency: wireConcurrency(project),
    worktree_policy: wireWorktreePolicy(project),
    job_types: Object.keys(project.jobTypes),
  };
}

function wireConcurrency(project: Project) {
  return { max_jobs: project.maxJobs, allow_read_only_parallel: project.allowReadOnlyParallel };
}

function wireWorktreePolicy({ worktrees }: Project) {
  return {
    pool: worktrees.pool,
    retain_on_success_ms: worktrees.retainOnSuccessMs,
    retain_on_failure_ms: worktrees.retainOnFailureMs,
    prune_after_ms: worktrees.pruneAfterMs,
  };
}

function wireProfile(profile: JobProfile) {
  return {
    agent: profile.agent,
    system_prompt: profile.systemPrompt,
    write_mode: profile.writeMode,
    verify: profile.verify.map((step) => step.run),
    publish: profile.publish,
    timeout_ms: profile.timeoutMs,
    retry_limit: profile.retryLimit,

    model: profile.model,
    mode: profile.mode,
    permissions: profile.permissions,
    stall_ms: profile.stallMs,
    max_turns: profile.maxTurns,
    max_cost_usd: profile.maxCostUsd,
    max_tokens: profile.maxTokens,
    max_minutes: profile.maxMinutes,
    allow_unknown_price: profile.allowUnknownPrice,
    billing: profile.billing,
    backup_agent: profile.backupAgent,
    backup_model: profile.backupModel,
    baseline: profile.baseline,
  };
}

export function wireThread(thread: Thread) {
  return {
    id: thread.id,
    project_id: thread.projectId,
    summary: thread.title,
    base_branch: thread.baseBranch,
    branch_name: thread.branch,
    pr_url: thread.prUrl,
    status: thread.status,
    metadata: thread.metadata,
    created_at: isoTime(thread.createdAt),
    updated_at: isoTime(thread.updatedAt),
    archived_at: isoTime(thread.archivedAt),

    priority: thread.priority,
    labels: thread.labels,
    depends_on: thread.dependsOn,
    parent_thread_id: thread.parentThreadId,
    base_commit: thread.baseCommit,
    head_commit: thread.headCommit,
  };
}

export function wireJob(job: Job) {
  return {
    id: job.id,
    thread_id: job.threadId,
    job_type: job.type,
    agent: job.agent,
    summary: job.title,
    instruction: job.instruction,
    prompt: job.prompt === null ? null : promptText(job.prompt),
    prompt_input: job.prompt === null ? null : (promptObject(job.prompt) ?? { prompt: job.prompt }),
    approval_policy: wireApprovalPolicy(job.permissions),
    publish_policy: job.publish,
    verification_commands: job.verify.map((step) => step.run),
    priority: job.priority,
    // The token is who the runner trusts; JSON v1 means who the request names.
    requested_by: job.requestedBy["onBehalfOf"] ?? job.requestedBy,
    write_mode: job.writeMode,
    status: job.status,
    timeout_ms: job.timeoutMs,
    retry_limit: job.retryLimit,
    metadata: job.metadata,
    created_at: isoTime(job.createdAt),
    updated_at: isoTime(job.updatedAt),
    started_at: isoTime(job.startedAt),
    finished_at: isoTime(job.finishedAt),

    model: job.model,
    mode: job.mode,
    acceptance: job.acceptance,
    reason: job.reason,
    result_summary: job.summary,
    attempts_used: job.attemptsUsed,
    due_at: isoTime(job.dueAt),
    cancel_requested_at: isoTime(job.cancelRequestedAt),
    max_turns: job.maxTurns,
    max_cost_usd: job.maxCostUsd,
    max_tokens: job.maxTokens,
    max_minutes: job.maxMinutes,
    allow_unknown_price: job.allowUnknownPrice,
    billing: job.billing,
    budget_extra: job.budgetExtra,
    backup_agent: job.backupAgent,
    backup_model: job.backupModel,
    baseline: job.baseline,
    escalated_from: job.escalatedFrom,
  };
}

/** Of rules it is told what holds where none fits. JSON v1 says `never` for an agent that never has to ask. */
function wireApprovalPolicy(permissions: Job["permissions"]): string {
  const word = rulesOf(permissions).default;
  return word === "allow" ? "never" : word;
}

/** A `prompt_payload` with more than a prompt in it is stored as its JSON. */
function promptObject(stored: string): Record<string, unknown> | null {
  if (!stored.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(stored);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : null;
  } catch {
    // A prompt that only looks like JSON is a prompt.
    return null;
  }
}

function promptText(stored: string): string {
  const text = promptObject(stored)?.["prompt"];
  return typeof text === "string" ? text : stored;
}

export function wireRun(run: Run) {
  return {
    id: run.id,
    job_id: run.jobId,
    thread_id: run.threadId,
    project_id: run.projectId,
    worktree_id: run.worktreeId,
    agent: run.agent,
    attempt: run.attempt,
    status: run.status,
    summary: run.summary,
    failure_reason: run.failureReason,
    verification_status: run.verification,
    branch_name: run.branch,
    base_branch: run.baseBranch,
    pr_url: null,
    created_at: isoTime(run.createdAt),
    started_at: isoTime(run.startedAt),
    finished_at: isoTime(run.finishedAt),

    model: run.model,
    stage: run.stage,
    session_id: run.sessionId,
    base_commit: run.baseCommit,
    head_commit: run.headCommit,
    tokens: { input: run.tokens.input, cached_input: run.tokens.cachedInput, output: run.tokens.output },
    cost_usd: run.costUsd,
    cost_source: run.costSource,
    turns: run.turns,
    failure_class: run.failureClass,
    failure: run.failure,
    exit_cause: run.exitCause,
  };
}
