import type { NewEvent, TimelineEvent } from "../../shared/events/catalogue.ts";
import type { AccountLane } from "../../shared/model/account-lane.ts";
import type { Approval } from "../../shared/model/approval.ts";
import type { BudgetDay } from "../../shared/model/budget.ts";
import type { Draft } from "../../shared/model/draft.ts";
import type { Job, JobStatus } from "../../shared/model/job.ts";
import type { Project } from "../../shared/model/project.ts";
import type {
  Artifact,
  ExternalEvent,
  Message,
  OutboxEntry,
  Pause,
  ThreadLink,
  Token,
} from "../../shared/model/records.ts";
import type { Run, Stage, StageName, StageOutcome } from "../../shared/model/run.ts";
import type { SpendCharge, SpendGroup, SpendRange, SpendSum } from "../../shared/model/spend.ts";
import type { Thread, ThreadStatus } from "../../shared/model/thread.ts";
import type { Checkpoint, Worktree, WorktreeState } from "../../shared/model/worktree.ts";

/**
 * Where all durable state lives. Entities go in and come out whole and validated; a row that no longer fits its schema
 * is a `corrupt_data` error when asked for by id, and is left out of lists (and reported once) so that one bad row never
 * hides the others.
 */
export interface Store {
  /** Committed state. Each call sees the newest commit; two calls may see different ones. */
  readonly read: Reads;
  /**
   * One transaction: all of `work` or nothing. Writers take turns, so `work` must await nothing but this transaction's
   * own methods. Listeners hear of its events after the commit, in order of `seq`, before the promise resolves.
   */
  write<Result>(work: (transaction: Writes) => Promise<Result>): Promise<Result>;
  /** Called synchronously after each commit that appended events. Must not throw. */
  onCommit(listener: (events: readonly TimelineEvent[]) => void): Disposable;
  close(): Promise<void>;
}

/** A page of a list: newest first, `after` is the id of the last entry of the page before. Limit 1 to 1000. */
export interface Page {
  limit: number;
  after?: string | undefined;
}

export interface ThreadFilter {
  projectId?: string | undefined;
  /** Left out: of any. */
  statuses?: readonly ThreadStatus[] | undefined;
  /** A part of the title, the branch or a label, or the beginning of the id; in any case, `%` and `_` as they are. */
  search?: string | undefined;
}

/** As `Page`; ordered by when they were made or by when they last changed. */
export interface ThreadPage {
  limit: number;
  /** `created` when left out. */
  sort?: "created" | "updated" | undefined;
  /** Of the last thread of the page before. */
  after?: { id: string; updatedAt: number } | undefined;
}

export const endedStatuses = ["succeeded", "failed", "blocked"] as const;

/** One that asks a person something has not come to an end; a cancelled one says nothing of its agent. */
export interface EndedJob {
  id: string;
  projectId: string;
  status: (typeof endedStatuses)[number];
  /** That it began with. */
  agent: string;
  /** Of all its runs together, in milliseconds. */
  durationMs: number;
  /** Of all its runs; 0 where its agents do not tell. */
  turns: number;
}

export interface Reads {
  readonly projects: {
    get(id: string): Promise<Project | undefined>;
    byName(name: string): Promise<Project | undefined>;
    /** All that are configured now, by name. */
    list(): Promise<Project[]>;
  };
  readonly threads: {
    get(id: string): Promise<Thread | undefined>;
    /** Those that are there, by id. */
    forIds(ids: readonly string[]): Promise<Thread[]>;
    list(filter: ThreadFilter, page: ThreadPage): Promise<Thread[]>;
    /** Number of threads in each status. */
    counts(): Promise<Partial<Record<ThreadStatus, number>>>;
  };
  readonly jobs: {
    get(id: string): Promise<Job | undefined>;
    /** Oldest first. */
    forThread(threadId: string): Promise<Job[]>;
    latestForThread(threadId: string): Promise<Job | undefined>;
    list(filter: { projectId?: string; status?: JobStatus }, page: Page): Promise<Job[]>;
    /** Every `queued` and `retry_queued` job, in order of dispatch: priority, then age. */
    waiting(): Promise<Job[]>;
    /** Every job that a run holds. */
    active(): Promise<Job[]>;
    /** Every job whose run ended by asking a person: it waits without a run, and holds its thread. */
    parked(): Promise<Job[]>;
    counts(): Promise<Partial<Record<JobStatus, number>>>;
  };
  readonly runs: {
    get(id: string): Promise<Run | undefined>;
    /** Oldest first. */
    forJob(jobId: string): Promise<Run[]>;
    latestForThread(threadId: string): Promise<Run | undefined>;
    stages(runId: string): Promise<Stage[]>;
  };
  readonly worktrees: {
    get(id: string): Promise<Worktree | undefined>;
    forRun(runId: string): Promise<Worktree | undefined>;
    list(filter: { threadId?: string; projectId?: string; states?: readonly WorktreeState[] }): Promise<Worktree[]>;
  };
  readonly checkpoints: {
    forRun(runId: string): Promise<Checkpoint[]>;
    forThread(threadId: string): Promise<Checkpoint[]>;
    latestForRun(runId: string): Promise<Checkpoint | undefined>;
    latestForThread(threadId: string): Promise<Checkpoint | undefined>;
  };
  readonly artifacts: {
    get(id: string): Promise<Artifact | undefined>;
    forThread(threadId: string): Promise<Artifact[]>;
    forJob(jobId: string): Promise<Artifact[]>;
    forRun(runId: string): Promise<Artifact[]>;
  };
  readonly approvals: {
    get(id: string): Promise<Approval | undefined>;
    byRequest(runId: string, requestKey: string): Promise<Approval | undefined>;
    forThread(threadId: string): Promise<Approval[]>;
    forJob(jobId: string): Promise<Approval[]>;
    pending(): Promise<Approval[]>;
  };
  readonly messages: {
    forThread(threadId: string): Promise<Message[]>;
    /** Those no agent has yet, oldest first. */
    kept(threadId: string): Promise<Message[]>;
  };
  readonly externalEvents: { forThread(threadId: string): Promise<ExternalEvent[]> };
  /** By key. */
  readonly drafts: { forThread(threadId: string): Promise<Draft[]> };
  readonly links: { forThread(threadId: string): Promise<ThreadLink[]> };
  readonly tokens: {
    get(id: string): Promise<Token | undefined>;
    byHash(hash: string): Promise<Token | undefined>;
    list(): Promise<Token[]>;
  };
  readonly pauses: { list(): Promise<Pause[]> };
  readonly lanes: {
    /** Of every account that was ever closed, by name. */
    list(): Promise<AccountLane[]>;
    get(account: string): Promise<AccountLane | undefined>;
  };
  readonly spend: {
    total(range: SpendRange): Promise<SpendSum>;
    /** Days newest first, others by what they cost. A model that was never told has the empty name. */
    by(group: SpendGroup, range: SpendRange): Promise<(SpendSum & { group: string })[]>;
  };
  readonly history: {
    /** Jobs of a type that came to an end or a stop, the newest first, as far back as is looked. */
    jobs(filter: { type: string; projectId?: string }): Promise<EndedJob[]>;
  };
  readonly budgetDays: {
    get(day: string, projectId: string | null): Promise<BudgetDay | undefined>;
  };
  readonly outbox: {
    get(id: string): Promise<OutboxEntry | undefined>;
    /** Those that wait or were begun and whose end is not known, oldest first. */
    due(now: number): Promise<OutboxEntry[]>;
    forJob(jobId: string): Promise<OutboxEntry[]>;
    /** When the next of those is due, of those that are due only after that time. */
    nextDue(after?: number): Promise<number | undefined>;
    byKey(key: string): Promise<OutboxEntry | undefined>;
  };
  readonly receipts: {
    /** What a command with this key answered before, with the hash of what was asked. */
    get(key: string): Promise<{ fingerprint: string; answer: string } | undefined>;
  };
  readonly events: {
    lastSeq(): Promise<number>;
    /** Oldest first, `seq` greater than `after`. */
    after(after: number, scope: EventScope, limit: number): Promise<TimelineEvent[]>;
    /** The newest `limit` events with `seq` below `before`, oldest first. */
    before(before: number, scope: EventScope, limit: number): Promise<TimelineEvent[]>;
    /** How many there are after `after`; counting stops at `atMost`. */
    countAfter(after: number, scope: EventScope, atMost: number): Promise<number>;
  };
  /** The greatest id of each kind that the runner makes. */
  newestIds(): Promise<string[]>;
  /** Ids of that kind which end in `fragment`, at most three: people type the end of an id. */
  idsEndingIn(
    kind: "thread" | "job" | "run" | "worktree" | "artifact" | "approval",
    fragment: string,
  ): Promise<string[]>;
}

export interface EventScope {
  threadId?: string | undefined;
  runId?: string | undefined;
}

type Insert<Entity> = (entity: Entity) => Promise<void>;
/** Changes the named fields; returns the entity as it is now. An unknown id is a `not_found` error. */
type Update<Entity> = (id: string, change: Partial<Entity>) => Promise<Entity>;

export interface Writes extends Reads {
  readonly projects: Reads["projects"] & { insert: Insert<Project>; update: Update<Project> };
  readonly threads: Reads["threads"] & { insert: Insert<Thread>; update: Update<Thread> };
  readonly jobs: Reads["jobs"] & {
    insert: Insert<Job>;
    update: Update<Job>;
    /**
     * Takes a waiting job for a runner: status `preparing`, owner, lease, next generation; one statement, so of two
     * runners one gets it. Undefined when it is no longer waiting, or when it writes and another job of its thread is
     * active and writes.
     */
    claim(id: string, claim: { owner: string; now: number; leaseUntil: number }): Promise<Job | undefined>;
    /** Takes over an active job whose owner is gone or is this runner's former life; next generation. */
    takeOver(id: string, claim: { owner: string; now: number; leaseUntil: number }): Promise<Job | undefined>;
    renewLeases(owner: string, leaseUntil: number): Promise<void>;
  };
  readonly runs: Reads["runs"] & {
    insert: Insert<Run>;
    /** A write of a runner that lost the job (`generation` is not the row's) is a `lease_lost` error. */
    update(id: string, generation: number, change: Partial<Run>): Promise<Run>;
    /** Adopts the run for a new generation of its job. */
    adopt(id: string, owner: string, generation: number): Promise<Run>;
    startStage(runId: string, name: StageName, at: number): Promise<void>;
    endStage(
      runId: string,
      name: StageName,
      end: { at: number; outcome: StageOutcome; detail: string | null },
    ): Promise<Stage>;
  };
  readonly worktrees: Reads["worktrees"] & {
    insert: Insert<Worktree>;
    update: Update<Worktree>;
    /** Takes a spare (`ready`, right setup) for a run; prefers one at `baseCommit`. One statement. */
    claimSpare(claim: {
      projectId: string;
      setupKey: string;
      baseCommit: string;
      runId: string;
      threadId: string;
      branch: string | null;
      now: number;
    }): Promise<Worktree | undefined>;
  };
  readonly checkpoints: Reads["checkpoints"] & { insert: Insert<Checkpoint> };
  readonly artifacts: Reads["artifacts"] & { insert: Insert<Artifact>; update: Update<Artifact> };
  readonly approvals: Reads["approvals"] & { insert: Insert<Approval>; update: Update<Approval> };
  readonly messages: Reads["messages"] & { insert: Insert<Message>; update: Update<Message> };
  readonly externalEvents: Reads["externalEvents"] & { insert: Insert<ExternalEvent> };
  readonly drafts: Reads["drafts"] & {
    /** In place of what the thread has under that key. */
    put: Insert<Draft>;
    /** False when there was none. */
    remove(threadId: string, key: string): Promise<boolean>;
  };
  readonly links: Reads["links"] & { insert: Insert<ThreadLink> };
  readonly tokens: Reads["tokens"] & { insert(token: Token, hash: string): Promise<void>; update: Update<Token> };
  readonly pauses: Reads["pauses"] & {
    put(pause: Pause): Promise<void>;
    remove(projectId: string | null): Promise<boolean>;
  };
  readonly lanes: Reads["lanes"] & {
    /** In place of what the account has. */
    put: Insert<AccountLane>;
    remove(account: string): Promise<void>;
  };
  readonly spend: Reads["spend"] & {
    /** Adds to the row of that run, day and model; amounts may be negative when an estimate was too high. */
    add(charge: SpendCharge): Promise<void>;
  };
  readonly budgetDays: Reads["budgetDays"] & {
    /** In place of what the day has. */
    put: Insert<BudgetDay>;
  };
  readonly outbox: Reads["outbox"] & {
    /** False when an entry with that key is there already: the effect was asked for before. */
    insert(entry: OutboxEntry): Promise<boolean>;
    update: Update<OutboxEntry>;
  };
  readonly receipts: Reads["receipts"] & {
    put(key: string, receipt: { fingerprint: string; answer: string; at: number }): Promise<void>;
    forgetBefore(time: number): Promise<void>;
  };
  readonly events: Reads["events"] & { append(events: readonly NewEvent[], at: number): Promise<TimelineEvent[]> };
}
