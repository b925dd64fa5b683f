import type { LaneState } from "../machines/account-lane.ts";
import type { AccountLane } from "../model/account-lane.ts";
import type { Approval } from "../model/approval.ts";
import type { BudgetMeter } from "../model/budget.ts";
import type { Draft } from "../model/draft.ts";
import type { Job, JobStatus } from "../model/job.ts";
import type { Project } from "../model/project.ts";
import type { Artifact, ExternalEvent, Message, Pause, Role, ThreadLink } from "../model/records.ts";
import type { Run, Stage } from "../model/run.ts";
import type { SpendGroup, SpendSum } from "../model/spend.ts";
import type { Thread, ThreadStatus } from "../model/thread.ts";
import type { Checkpoint, Worktree } from "../model/worktree.ts";
import type { Need } from "../need.ts";
import type { WaitReason } from "../wait-reason.ts";

/** Version of everything in this file and of the event catalogue; raised when an old client would misread it. */
export const protocolVersion = 1;

export interface Hello {
  protocol: number;
  version: string;
  /** What this runner can do beyond the protocol's floor, by name. */
  capabilities: string[];
  /** Changes with each start of the runner. */
  instance: string;
  caller: { name: string; role: Role };
  now: number;
}

/** `seq` in every snapshot: the log as far as the snapshot shows it; subscribe from there and nothing is missed. */
export interface Snapshot {
  seq: number;
}

/** A job without the texts that may be long. */
export type JobSummary = Omit<Job, "instruction" | "acceptance" | "prompt" | "metadata" | "verify">;

/** A question without what exactly is asked. */
export type ApprovalSummary = Omit<Approval, "payload" | "comments">;

export interface ApprovalDetail extends Snapshot {
  approval: Approval;
}

/** A row of the thread list. */
export interface ThreadSummary {
  thread: Thread;
  project: string;
  latestJob: JobSummary | null;
  latestRun: Run | null;
  /** Set while the newest waiting job waits. */
  waiting: QueueView | null;
  /** Questions to a human, newest last. */
  pendingApprovals: ApprovalSummary[];
  /** Of the newest checkpoint against the thread's base; null when there is none. */
  changes: { files: number; additions: number; deletions: number } | null;
}

export interface ThreadDetail extends Snapshot {
  thread: Thread;
  project: Project;
  jobs: Job[];
  /** In order of attempts, of all jobs. */
  runs: RunView[];
  waiting: QueueView[];
  worktrees: Worktree[];
  artifacts: Artifact[];
  approvals: Approval[];
  messages: Message[];
  externalEvents: ExternalEvent[];
  links: ThreadLink[];
  drafts: Draft[];
  changes: { files: number; additions: number; deletions: number } | null;
  dayBudgets: DayBudgets;
}

/** What of today's budgets holds for a thread's newest job; nothing once that is over. */
export interface DayBudgets {
  /** The project's, then the runner's. */
  meters: BudgetMeter[];
  /** When the next day begins, and nothing of them is used. */
  until: number;
}

export interface RunView {
  run: Run;
  stages: Stage[];
  checkpoints: Checkpoint[];
}

export interface JobDetail extends Snapshot {
  job: Job;
  thread: Thread;
  runs: RunView[];
  waiting: QueueView | null;
  worktree: Worktree | null;
  artifacts: Artifact[];
  approvals: Approval[];
}

export interface QueueView {
  jobId: string;
  threadId: string;
  title: string;
  /** 1 is next. */
  position: number;
  reason: WaitReason;
}

export interface QueueSnapshot extends Snapshot {
  waiting: QueueView[];
  active: Job[];
  pauses: Pause[];
  lanes: {
    global: { used: number; limit: number };
    /** Accounts that are not open. */
    accounts: LaneView[];
  };
}

/** The lane of a vendor account. */
export interface LaneView extends AccountLane {
  state: LaneState;
  /** Jobs of the queue that use the account. */
  waiting: number;
}

export interface LaneList extends Snapshot {
  lanes: LaneView[];
}

/** What runs used from one day to another, both included and in the runner's time zone. */
export interface SpendView extends Snapshot {
  by: SpendGroup;
  from: string;
  to: string;
  timeZone: string;
  /** Days newest first, others by what they cost. `group` is a day or a name; empty for a model that was never told. */
  rows: (SpendSum & { group: string })[];
  total: SpendSum;
}

/** How far a budget of today is used; `project` null: the runner's. */
export interface DayMeter extends BudgetMeter {
  project: string | null;
}

export interface StatusView extends Snapshot {
  version: string;
  startedAt: number;
  dataDirectory: string;
  address: string;
  sandbox: string;
  threads: Partial<Record<ThreadStatus, number>>;
  jobs: Partial<Record<JobStatus, number>>;
  pauses: Pause[];
  pendingApprovals: Approval[];
  /** Blocked jobs of threads that nobody put away, the newest first, as far as there is nothing asked about them. */
  stopped: { job: JobSummary; need: Need }[];
  active: { job: Job; run: Run | null }[];
  waiting: QueueView[];
  /** Accounts that are not open. */
  lanes: LaneView[];
  /** Of today, where there are limits. */
  budgets: DayMeter[];
  problems: string[];
}

export interface ChangedFile {
  path: string;
  /** Set for renames. */
  oldPath: string | null;
  status: "added" | "modified" | "deleted" | "renamed" | "type_changed";
  /** Null for binary files. */
  additions: number | null;
  deletions: number | null;
}

export interface ChangesView {
  from: string;
  to: string;
  files: ChangedFile[];
  additions: number;
  deletions: number;
}

/** Commits of a thread's branch, newest first: those that `to` has and `from`, the thread's base, has not. */
export interface CommitsView {
  from: string;
  to: string;
  commits: CommitEntry[];
  /** There are more than were asked for. */
  truncated: boolean;
}

/** What a commit says of itself. Long names and subjects are cut. */
export interface CommitEntry {
  hash: string;
  author: string;
  /** When it was written, if that is true. */
  at: number;
  subject: string;
}

/** A file at a commit. `truncated`: `base64` holds only its beginning. `binary`: there is a zero byte near the start. */
export interface BlobView {
  base64: string;
  /** Of the whole file. */
  size: number;
  truncated: boolean;
  binary: boolean;
}

export interface TreeView {
  entries: TreeEntry[];
  /** The directory has more entries than are listed. */
  truncated: boolean;
}

export interface TreeEntry {
  /** Without its directory. Bytes that are not UTF-8 show as `\\xNN`; such a file can be seen and not be asked for. */
  name: string;
  kind: "file" | "directory" | "symlink" | "submodule";
  /** Bytes, of files and links. */
  size: number | null;
  executable: boolean;
}

/** A run's files: as they are now (`live`), or as the run's last checkpoint has them. */
export interface RunSnapshot {
  commit: string;
  /** The thread's base, which the counts are against. */
  base: string;
  at: number;
  files: number;
  additions: number;
  deletions: number;
  live: boolean;
}

export interface LogFile {
  /** `agent.out`, `agent.err`, `setup-1.out`, `verify-npm-test.out` … */
  name: string;
  size: number;
  /** Nothing will be added any more. */
  ended: boolean;
}

export interface LogSlice {
  name: string;
  offset: number;
  /** Decoded as UTF-8, wrong bytes replaced; `nextOffset` counts bytes. */
  text: string;
  nextOffset: number;
  size: number;
  ended: boolean;
}

export interface AgentView {
  name: string;
  adapter: string;
  model: string | null;
  maxJobs: number | null;
  account: string;
  available: boolean;
  version: string | null;
  problem: string | null;
}

export interface PruneView {
  removed: Worktree[];
  kept: number;
  dryRun: boolean;
}
