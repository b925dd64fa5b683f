import * as z from "zod";
import { limitKinds } from "../model/account-lane.ts";
import { preflightFinding } from "../model/preflight.ts";
import { approvalKinds, approvalStatuses } from "../model/approval.ts";
import { budgetKinds, budgetScopes } from "../budget/amounts.ts";
import { budgetMeter } from "../model/budget.ts";
import { commit, id, requester, time } from "../model/common.ts";
import { contractPolicies, deviationChanges, deviationSources } from "../model/contract.ts";
import { jobStatuses, publishPolicies } from "../model/job.ts";
import { planComment } from "../model/plan.ts";
import { artifactKinds, roles } from "../model/records.ts";
import { runStatuses, stageNames, stageOutcomes, tokens } from "../model/run.ts";
import { threadStatuses } from "../model/thread.ts";
import { toolKinds } from "../model/tool-kind.ts";
import { worktreeStates } from "../model/worktree.ts";

/** Longest text in one event. Longer output is in the run's files; the event shows where it was cut. */
export const eventTextLimit = 32_768;

const text = z.string().max(eventTextLimit + 100);
const line = z.string().max(2_000);
const tool = z.enum(toolKinds);

/**
 * Every kind of timeline event with the shape of its data. Closed and append-only: a published shape gains optional
 * fields at most; anything else is a new type. Clients show a type they do not know as a neutral row.
 */
export const eventCatalogue = {
  "runner.started": z.object({ version: z.string(), recoveredRuns: z.int() }),
  "runner.stopped": z.object({ runningJobs: z.int() }),

  "project.added": z.object({ name: z.string(), repo: z.string() }),
  "project.updated": z.object({ name: z.string() }),
  "project.removed": z.object({ name: z.string() }),
  "queue.paused": z.object({ by: z.string(), reason: z.string().nullable() }),
  "queue.resumed": z.object({ by: z.string() }),
  "token.created": z.object({ tokenId: id, name: z.string(), role: z.enum(roles) }),
  "token.revoked": z.object({ tokenId: id, name: z.string() }),

  "thread.created": z.object({ title: line, baseBranch: z.string(), branch: z.string() }),
  "thread.status": z.object({ from: z.enum(threadStatuses), to: z.enum(threadStatuses) }),
  "thread.archived": z.object({ by: z.string() }),
  "thread.unarchived": z.object({ by: z.string() }),
  "thread.external_event": z.object({ externalEventId: id, sourceKind: z.string(), eventType: z.string() }),

  "message.received": z.object({ messageId: id, text, by: z.string() }),
  "message.delivered": z.object({ messageId: id }),
  "message.queued": z.object({ messageId: id, jobId: id }),

  "job.created": z.object({
    jobType: z.string(),
    title: line,
    instruction: text,
    agent: z.string(),
    model: z.string().nullable(),
    requestedBy: requester,
  }),
  "job.status": z.object({ from: z.enum(jobStatuses), to: z.enum(jobStatuses), reason: line.nullable() }),
  "job.cancel_requested": z.object({ by: z.string() }),
  "job.retry_scheduled": z.object({ attempt: z.int(), dueAt: time, reason: line }),

  /** The backup takes over, in the next run. */
  "job.escalated": z.object({
    from: z.object({ agent: z.string(), model: z.string().nullable() }),
    to: z.object({ agent: z.string(), model: z.string().nullable() }),
    reason: line,
  }),

  "run.started": z.object({ attempt: z.int(), agent: z.string(), model: z.string().nullable() }),
  "run.recovered": z.object({ stage: z.enum(stageNames).nullable(), how: line }),
  "run.ended": z.object({
    status: z.enum(runStatuses),
    reason: line.nullable(),
    exitCause: z.string().nullable(),
    durationMs: z.int(),
    tokens,
    costUsd: z.number().nullable(),
    turns: z.int(),
  }),
  "stage.started": z.object({ stage: z.enum(stageNames) }),
  "stage.ended": z.object({
    stage: z.enum(stageNames),
    outcome: z.enum(stageOutcomes),
    durationMs: z.int(),
    detail: line.nullable(),
  }),
  /** A setup command, hook, verify step or check before publishing. `tail` is the end of its output. */
  "step.started": z.object({
    kind: z.enum(["setup", "hook", "verify", "preflight"]),
    name: line,
    command: text,
    /** Its logs are `<process>.out` and `<process>.err`. */
    process: z.string().max(60).optional(),
  }),
  "step.ended": z.object({
    kind: z.enum(["setup", "hook", "verify", "preflight"]),
    name: line,
    exitCode: z.int().nullable(),
    timedOut: z.boolean(),
    durationMs: z.int(),
    tail: text,
  }),

  /** What a failed check or agent was taken for, and what follows. `class` is null where no rule knows it. */
  "failure.classified": z.object({
    /** The check's name; null for a failure of the agent. */
    step: line.nullable(),
    class: z.string().nullable(),
    severity: z.enum(["recoverable", "hard"]).nullable(),
    tool: z.string().nullable(),
    rule: z.enum(["built_in", "project"]).nullable(),
    fingerprint: z.string().nullable(),
    evidence: z.array(line).max(40),
    hint: line.nullable(),
    /** It failed in the same way on the base commit. */
    known: z.boolean(),
    /** Failed tests by name, where the runner prints them and the base was compared. */
    newTests: z.array(line).max(50),
    knownTests: z.array(line).max(50),
    decision: line,
  }),

  "worktree.ready": z.object({
    worktreeId: id,
    warm: z.boolean(),
    branch: z.string().nullable(),
    baseCommit: commit,
    continuedFrom: commit.nullable(),
    durationMs: z.int(),
  }),
  "worktree.state": z.object({ worktreeId: id, from: z.enum(worktreeStates), to: z.enum(worktreeStates) }),
  "worktree.pinned": z.object({ worktreeId: id, pinned: z.boolean(), by: z.string() }),

  "agent.started": z.object({ sandbox: z.enum(["bubblewrap", "namespace", "none"]), resumed: z.boolean() }),
  "agent.session": z.object({ sessionId: z.string(), model: z.string().nullable() }),
  "agent.message": z.object({ text }),
  "agent.thought": z.object({ text }),
  "agent.tool_call": z.object({
    callId: z.string(),
    tool,
    title: line,
    paths: z.array(line).max(100),
    detail: text.nullable(),
  }),
  "agent.tool_result": z.object({ callId: z.string(), ok: z.boolean(), output: text }),
  "agent.plan": z.object({
    entries: z.array(z.object({ text: line, status: z.enum(["pending", "in_progress", "completed"]) })).max(200),
  }),
  "agent.denied": z.object({
    title: line,
    reason: line,
    /** The question that a person answered so. */
    approvalId: id.optional(),
  }),
  "agent.usage": z.object({ tokens, costUsd: z.number().nullable(), turns: z.int() }),
  "agent.limit": z.object({
    kind: z.enum(limitKinds),
    resetAt: time.nullable(),
    text: line,
  }),
  "agent.retrying": z.object({ attempt: z.int(), httpStatus: z.int().nullable(), delayMs: z.int().nullable() }),
  "agent.stalled": z.object({
    silentMs: z.int(),
    /** What seems to be wrong, and in words; silence where it is not said. */
    trouble: z.enum(["silent", "idle", "looping"]).optional(),
    text: line.optional(),
  }),

  "approval.requested": z.object({
    approvalId: id,
    kind: z.enum(approvalKinds),
    title: line,
    detail: text.nullable(),
    revision: z.string(),
  }),
  "approval.decided": z.object({
    approvalId: id,
    status: z.enum(approvalStatuses),
    by: z.string(),
    comment: text.nullable(),
    /** On places of a plan. */
    comments: z.array(planComment).max(200).optional(),
    /** Which of the offered answers it was. */
    choice: z.string().max(60).optional(),
  }),

  /** Files that no approved plan of the job names were touched, or are about to be; the first 50. */
  "contract.deviation": z.object({
    files: z.array(z.object({ path: line, change: z.enum(deviationChanges) })).max(50),
    total: z.int(),
    source: z.enum(deviationSources),
    policy: z.enum(contractPolicies),
    /** The question about them; none where they are only told of. */
    approvalId: id.optional(),
  }),
  /** A person made files part of the contract; the first 50. */
  "contract.amended": z.object({ approvalId: id, by: z.string(), paths: z.array(line).max(50), total: z.int() }),

  "checkpoint.created": z.object({
    checkpointId: id,
    number: z.int(),
    commit,
    reason: line,
    files: z.int(),
    additions: z.int(),
    deletions: z.int(),
  }),
  /** Proof that nothing of the run is left running. `survivors` is not empty only when the kernel refused. */
  "processes.ended": z.object({
    what: line,
    found: z.int(),
    survivors: z.array(z.int()),
    method: line,
    durationMs: z.int(),
  }),
  "artifact.added": z.object({ artifactId: id, kind: z.enum(artifactKinds), name: z.string(), size: z.int() }),
  /** What would be published was looked at; `commit` is its tip. Of the findings the first 50, which quote no secret. */
  "preflight.done": z.object({
    ok: z.boolean(),
    commit,
    /** Why it could not be looked at, which is a no. */
    unable: line.nullable(),
    commits: z.int(),
    files: z.int(),
    bytes: z.int(),
    durationMs: z.int(),
    findings: z.array(preflightFinding).max(50),
    /** Findings in all; at least so many. */
    found: z.int(),
    truncated: z.boolean(),
  }),
  "publish.done": z.object({
    policy: z.enum(publishPolicies),
    branch: z.string(),
    commit: commit.nullable(),
    commits: z.int(),
    files: z.int(),
    additions: z.int(),
    deletions: z.int(),
  }),
  "outbox.requested": z.object({ kind: z.string(), key: z.string() }),
  "outbox.done": z.object({ kind: z.string(), key: z.string(), detail: line }),
  /** Not made, and not to be made: who had asked for it was cancelled before it was begun. */
  "outbox.withdrawn": z.object({ kind: z.string(), key: z.string() }),
  "outbox.failed": z.object({ kind: z.string(), key: z.string(), error: line, retryAt: time.nullable() }),
  /** A vendor refused a run: nothing starts on its account until then; null for until a person opens it. */
  "lane.closed": z.object({
    account: z.string(),
    kind: z.enum(limitKinds),
    until: time.nullable(),
    words: line,
    inARow: z.int(),
  }),
  /** By a person, or by `spool` when the vendor answered. `tried`: one job is let through first. */
  "lane.opened": z.object({ account: z.string(), by: z.string(), tried: z.boolean() }),
  "job.agent_switched": z.object({
    by: z.string(),
    from: z.string(),
    to: z.string(),
    model: z.string().nullable(),
  }),
  /** Four fifths are used: told once per scope and kind, of a day's scopes once a day. */
  "budget.warning": budgetMeter,
  /** The run ends and asks. `unknownPrice`: dollars are limited, and nobody knows what the model costs. */
  "budget.used_up": budgetMeter.extend({ unknownPrice: z.boolean() }),
  "budget.extended": z.object({
    scope: z.enum(budgetScopes),
    kind: z.enum(budgetKinds),
    /** Null: dollars are not counted any more. */
    amount: z.number().nullable(),
    by: z.string(),
  }),
  warning: z.object({ code: z.string().max(60), text }),
} as const;

export type EventType = keyof typeof eventCatalogue;
export type EventData<Type extends EventType> = z.infer<(typeof eventCatalogue)[Type]>;

/** What the event is about; each id implies those before it. */
export interface EventSubject {
  projectId?: string | undefined;
  threadId?: string | undefined;
  jobId?: string | undefined;
  runId?: string | undefined;
}

/** An event as written: the log adds `seq` and `at`. */
export type NewEvent = { [Type in EventType]: { type: Type; data: EventData<Type> } & EventSubject }[EventType];

/** One numbered entry of the log. `seq` is global and gapless in order of commit. */
export type TimelineEvent = NewEvent & { seq: number; at: number };
