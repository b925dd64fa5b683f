import type { AgentView, ChangesView, CommitsView, LogFile, PruneView, QueueView } from "../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import type { Artifact, ExternalEvent, Message, Pause, ThreadLink, Token } from "../../../shared/model/records.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { isoTime } from "../../../shared/iso-time.ts";

/** `leaseOwner`: id of the job that holds it. */
export function wireWorktree(worktree: Worktree, leaseOwner: string | null = null) {
  return {
    id: worktree.id,
    project_id: worktree.projectId,
    thread_id: worktree.threadId,
    run_id: worktree.runId,
    path: worktree.path,
    branch_name: worktree.branch,
    base_branch: worktree.baseBranch,
    state: worktree.state,
    lease_owner: worktree.state === "active" ? leaseOwner : null,
    pinned: worktree.pinned,
    retention_reason: worktree.retentionReason,
    retained_until: isoTime(worktree.retainedUntil),
    created_at: isoTime(worktree.createdAt),
    last_activity_at: isoTime(worktree.lastActivityAt),
    deleted_at: isoTime(worktree.deletedAt),

    base_commit: worktree.baseCommit,
    size_bytes: worktree.sizeBytes,
  };
}

export function wireArtifact(artifact: Artifact) {
  return {
    id: artifact.id,
    thread_id: artifact.threadId,
    job_id: artifact.jobId,
    run_id: artifact.runId,
    kind: artifact.kind,
    path: artifact.path,
    summary: artifact.summary,
    metadata: artifact.metadata,
    created_at: isoTime(artifact.createdAt),

    name: artifact.name,
    size: artifact.size,
    sha256: artifact.sha256,
  };
}

export function wireApproval(approval: Approval) {
  return {
    id: approval.id,
    thread_id: approval.threadId,
    job_id: approval.jobId,
    status: approval.status,
    policy: "ask",
    request_payload: approval.payload,
    requested_at: isoTime(approval.requestedAt),
    resolved_at: isoTime(approval.decidedAt),
    resolved_by: approval.decidedBy,

    run_id: approval.runId,
    kind: approval.kind,
    title: approval.title,
    revision: approval.revision,
    comment: approval.comment,
    comments: approval.comments,
  };
}

export function wireExternalEvent(event: ExternalEvent) {
  return {
    id: event.id,
    thread_id: event.threadId,
    source_kind: event.sourceKind,
    source_id: event.sourceId,
    event_type: event.eventType,
    payload: event.payload,
    created_at: isoTime(event.createdAt),
  };
}

export function wireLink(link: ThreadLink) {
  return {
    id: link.id,
    thread_id: link.threadId,
    source_kind: link.sourceKind,
    external_id: link.externalId,
    label: link.label,
    url: link.url,
    metadata: link.metadata,
    created_at: isoTime(link.createdAt),
  };
}

export function wireMessage(message: Message) {
  return {
    id: message.id,
    thread_id: message.threadId,
    text: message.text,
    by: message.by,
    state: message.state,
    run_id: message.runId,
    job_id: message.jobId,
    created_at: isoTime(message.createdAt),
    settled_at: isoTime(message.settledAt),
  };
}

export function wirePause(pause: Pause) {
  return { project_id: pause.projectId, by: pause.by, reason: pause.reason, at: isoTime(pause.at) };
}

export function wireWaiting(view: QueueView) {
  return {
    job_id: view.jobId,
    thread_id: view.threadId,
    summary: view.title,
    position: view.position,
    reason: view.reason.kind,
    reason_text: waitReasonText(view.reason),
  };
}

export function wireToken(token: Token) {
  return {
    id: token.id,
    name: token.name,
    role: token.role,
    created_at: isoTime(token.createdAt),
    last_used_at: isoTime(token.lastUsedAt),
    revoked_at: isoTime(token.revokedAt),
  };
}

export function wireAgent(agent: AgentView) {
  return {
    name: agent.name,
    adapter: agent.adapter,
    model: agent.model,
    max_jobs: agent.maxJobs,
    account: agent.account,
    available: agent.available,
    version: agent.version,
    problem: agent.problem,
  };
}

export function wireChanges(changes: ChangesView) {
  return {
    from: changes.from,
    to: changes.to,
    additions: changes.additions,
    deletions: changes.deletions,
    files: changes.files.map((file) => ({
      path: file.path,
      old_path: file.oldPath,
      status: file.status,
      additions: file.additions,
      deletions: file.deletions,
    })),
  };
}

export function wireCommits({ from, to, commits, truncated }: CommitsView) {
  return {
    from,
    to,
    commits: commits.map(({ hash, author, at, subject }) => ({ hash, author, at: isoTime(at), subject })),
    truncated,
  };
}

export function wireLog(runId: string, log: LogFile) {
  return { run_id: runId, name: log.name, size: log.size, ended: log.ended };
}

export function wirePrune(prune: PruneView) {
  return {
    removed: prune.removed.map((worktree) => wireWorktree(worktree)),
    kept: prune.kept,
    dry_run: prune.dryRun,
  };
}

/** `data` is as in the event catalogue: it belongs to the type, not to this protocol. */
export function wireTimelineEvent(event: TimelineEvent) {
  return {
    seq: event.seq,
    at: isoTime(event.at),
    type: event.type,
    project_id: event.projectId ?? null,
    thread_id: event.threadId ?? null,
    job_id: event.jobId ?? null,
    run_id: event.runId ?? null,
    data: event.data,
  };
}
