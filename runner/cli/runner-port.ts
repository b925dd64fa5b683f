import type {
  AgentView,
  ChangesView,
  CommitsView,
  Hello,
  JobDetail,
  JobSummary,
  LaneList,
  LaneView,
  LogFile,
  LogSlice,
  PruneView,
  QueueSnapshot,
  RunView,
  SpendView,
  StatusView,
  ThreadDetail,
  ThreadSummary,
} from "../../shared/api/views.ts";
import type {
  ContinueThreadInput,
  CreateThreadInput,
  DecideApprovalInput,
  DecideJobInput,
  StartThreadInput,
  SwitchAgentInput,
} from "../../shared/api/inputs.ts";
import type { ForecastView } from "../../shared/forecast.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { Approval } from "../../shared/model/approval.ts";
import type { Job, JobStatus } from "../../shared/model/job.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Artifact, ExternalEvent, Message, Pause, Role, Token } from "../../shared/model/records.ts";
import type { SpendGroup } from "../../shared/model/spend.ts";
import type { Thread, ThreadStatus } from "../../shared/model/thread.ts";
import type { Worktree } from "../../shared/model/worktree.ts";

export interface JobAnswer {
  job: Job;
  thread: Thread;
}

/** With a key, a repeat of the call gets the first answer instead of a second effect. */
export interface CallOptions {
  idempotencyKey?: string | undefined;
}

export interface PageInput {
  limit?: number | undefined;
  after?: string | undefined;
}

export interface ListJobsInput extends PageInput {
  threadId?: string | undefined;
  project?: string | undefined;
  status?: JobStatus | undefined;
}

export interface EventScope {
  threadId?: string | undefined;
  runId?: string | undefined;
}

export type ResolvableKind = "thread" | "job" | "run" | "worktree" | "artifact" | "approval";

/**
 * Everything the command line and JSON v1 ask of a runner. Every call rejects with a `SpoolError`: the runner's own
 * codes, `unavailable` when it cannot be reached, `unauthenticated` when it does not know the token.
 */
export interface RunnerPort extends AsyncDisposable {
  hello(): Promise<Hello>;
  status(): Promise<StatusView>;
  forecast(input: { project: string; jobType?: string; agent?: string }): Promise<ForecastView>;
  /** The id that ends in `fragment`; `not_found`, or `conflict` when there are several. */
  resolve(input: { kind: ResolvableKind; fragment: string }): Promise<{ id: string }>;
  readonly projects: { list(): Promise<{ projects: Project[] }> };
  readonly threads: {
    list(
      input: { project?: string | undefined; statuses?: readonly ThreadStatus[] | undefined } & PageInput,
    ): Promise<{ threads: ThreadSummary[]; nextAfter: string | null }>;
    get(input: { threadId: string }): Promise<ThreadDetail>;
    start(input: StartThreadInput, options?: CallOptions): Promise<{ project: Project; thread: Thread; job: Job }>;
    create(input: CreateThreadInput, options?: CallOptions): Promise<{ project: Project; thread: Thread }>;
    continue(input: ContinueThreadInput, options?: CallOptions): Promise<{ thread: Thread; job: Job }>;
    send(
      input: { threadId: string; text: string },
      options?: CallOptions,
    ): Promise<{ message: Message; job: Job | null }>;
    archive(input: { threadId: string }, options?: CallOptions): Promise<{ thread: Thread }>;
    unarchive(input: { threadId: string }, options?: CallOptions): Promise<{ thread: Thread }>;
    changes(input: ChangesInput): Promise<ChangesView>;
    commits(input: { threadId: string; limit: number }): Promise<CommitsView>;
    patch(
      input: ChangesInput & { path?: string | undefined; limitBytes?: number | undefined },
    ): Promise<{ text: string; truncated: boolean }>;
  };
  readonly jobs: {
    /** Without the texts that may be long. */
    list(input: ListJobsInput): Promise<{ jobs: JobSummary[]; nextAfter: string | null }>;
    listWhole(input: ListJobsInput): Promise<{ jobs: Job[]; nextAfter: string | null }>;
    get(input: { jobId: string }): Promise<JobDetail>;
    retry(input: { jobId: string }, options?: CallOptions): Promise<JobAnswer>;
    cancel(input: { jobId: string }, options?: CallOptions): Promise<JobAnswer>;
    switchAgent(input: SwitchAgentInput, options?: CallOptions): Promise<JobAnswer>;
    approve(input: DecideJobInput, options?: CallOptions): Promise<JobAnswer & { approvals: Approval[] }>;
    reject(input: DecideJobInput, options?: CallOptions): Promise<JobAnswer & { approvals: Approval[] }>;
  };
  readonly runs: {
    get(input: { runId: string }): Promise<RunView>;
    logs(input: { runId: string }): Promise<LogFile[]>;
    readLog(input: { runId: string; name: string; offset: number; limit?: number }): Promise<LogSlice>;
    /** Slices from `offset` on as the file grows; ends when nothing will be added. */
    followLog(input: { runId: string; name: string; offset: number }, signal: AbortSignal): AsyncIterable<LogSlice>;
  };
  readonly events: {
    /** Oldest first: those with `seq` greater than `after`, or the newest below `before`, or the newest of all. */
    list(
      input: EventScope & { after?: number; before?: number; limit: number },
    ): Promise<{ events: TimelineEvent[]; lastSeq: number }>;
    /** Events after `after` as they happen, across reconnections; ends when `signal` fires. */
    follow(scope: EventScope, options: { after: number; signal: AbortSignal }): AsyncIterable<TimelineEvent>;
    attach(
      input: { threadId: string; sourceKind: string; sourceId: string; eventType: string; payload: unknown },
      options?: CallOptions,
    ): Promise<{ thread: Thread; event: ExternalEvent }>;
  };
  readonly approvals: {
    list(): Promise<{ approvals: Approval[] }>;
    decide(input: DecideApprovalInput, options?: CallOptions): Promise<{ approval: Approval }>;
  };
  readonly queue: {
    get(): Promise<QueueSnapshot>;
    pause(input: PauseInput, options?: CallOptions): Promise<{ pauses: Pause[] }>;
    resume(input: PauseInput, options?: CallOptions): Promise<{ pauses: Pause[] }>;
  };
  readonly lanes: {
    list(): Promise<LaneList>;
    open(input: { account: string }, options?: CallOptions): Promise<{ lane: LaneView }>;
  };
  readonly spend: { query(input: SpendRequest): Promise<SpendView> };
  readonly worktrees: {
    list(input: {
      threadId?: string | undefined;
      project?: string | undefined;
      all?: boolean | undefined;
    }): Promise<{ worktrees: Worktree[] }>;
    get(input: { worktreeId: string }): Promise<{ worktree: Worktree }>;
    pin(input: { worktreeId: string; pinned: boolean }, options?: CallOptions): Promise<{ worktree: Worktree }>;
    prune(input: { dryRun: boolean; all: boolean }, options?: CallOptions): Promise<PruneView>;
  };
  readonly artifacts: { list(input: { threadId: string }): Promise<{ artifacts: Artifact[] }> };
  readonly agents: { list(): Promise<{ agents: AgentView[] }> };
  readonly tokens: {
    create(input: { name: string; role: Role }): Promise<{ token: Token; secret: string }>;
    list(): Promise<{ tokens: Token[] }>;
    revoke(input: { tokenId: string }): Promise<{ token: Token }>;
  };
}

export interface ChangesInput {
  threadId: string;
  runId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export interface SpendRequest {
  by?: SpendGroup | undefined;
  from?: string | undefined;
  to?: string | undefined;
  project?: string | undefined;
}

export interface PauseInput {
  project?: string | undefined;
  reason?: string | undefined;
}
