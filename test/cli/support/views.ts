import type {
  CommitsView,
  JobDetail,
  LaneView,
  QueueSnapshot,
  SpendView,
  StatusView,
  ThreadDetail,
  ThreadSummary,
} from "../../../shared/api/views.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import type { SpendSum } from "../../../shared/model/spend.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import { checkpointRow, jobRow, projectRow, runRow, threadRow, worktreeRow } from "../../builders/rows.ts";

export const now = 1_700_000_600_000;
const at = now - 600_000;
const end = (text: string) => text.padStart(26, "0");
const threadId = (text: string) => `thr_${end(text)}`;

export const approvalView: Approval = {
  id: `apr_${end("q1w2e3")}`,
  threadId: threadId("7f3k9a"),
  jobId: `job_${end("2m8c4x")}`,
  runId: null,
  kind: "permission",
  requestKey: "k",
  title: "run npm install lru-cache@11",
  payload: { command: "npm install lru-cache@11 \u001B[31m&& rm -rf /\u001B[0m", cwd: "/srv/w" },
  revision: "r1",
  status: "pending",
  requestedAt: now - 240_000,
  decidedAt: null,
  decidedBy: null,
  comment: null,
  comments: [],
  choice: null,
  expiresAt: null,
};

function summary(change: Partial<ThreadSummary>): ThreadSummary {
  return {
    thread: threadRow(),
    project: "my-app",
    latestJob: null,
    latestRun: null,
    waiting: null,
    pendingApprovals: [],
    changes: null,
    ...change,
  };
}

export const threadSummaries: ThreadSummary[] = [
  summary({
    thread: threadRow({
      id: threadId("7f3k9a"),
      title: "Cache invalidation for user updates in every service that reads them",
      status: "waiting_input",
      updatedAt: now - 240_000,
    }),
    latestJob: jobRow({ status: "waiting_approval" }),
    pendingApprovals: [approvalView],
    changes: { files: 3, additions: 52, deletions: 3 },
  }),
  summary({
    thread: threadRow({ id: threadId("a1b2c3"), title: "Flaky login test", status: "active", updatedAt: now - 5_000 }),
    latestJob: jobRow({ status: "running" }),
    latestRun: runRow({ status: "running", stage: "work", costUsd: 0.84 }),
  }),
  summary({
    thread: threadRow({
      id: threadId("d4e5f6"),
      title: "設定ファイルの移行 👩‍👩‍👧‍👦",
      status: "active",
      updatedAt: now - 3_600_000,
    }),
    project: "a-project-with-a-long-name",
    latestJob: jobRow({ status: "queued" }),
    waiting: { jobId: "job_1", threadId: "thr_1", title: "x", position: 2, reason: { kind: "global_lane", limit: 4 } },
  }),
  summary({
    thread: threadRow({
      id: threadId("g7h8j9"),
      title: "evil \u001B]0;x\u0007\u202Etitle\nsecond line",
      status: "blocked",
      updatedAt: now - 3 * 86_400_000,
    }),
    latestJob: jobRow({ status: "failed", reason: "jest.test_failure: expected stale entry to be gone after update" }),
    changes: { files: 12, additions: 1_212, deletions: 487 },
  }),
  summary({
    thread: threadRow({ id: threadId("k1m2n3"), title: "Fix CI on main", status: "idle", updatedAt: at }),
    latestJob: jobRow({ status: "succeeded", type: "fix_ci" }),
  }),
];

export const threadView: ThreadDetail = {
  seq: 41,
  thread: threadRow({
    id: threadId("7f3k9a"),
    title: "Cache invalidation for user updates",
    branch: "spool/cache-invalidation-7f3k9a",
    baseCommit: "a1b2c3d".padEnd(40, "0"),
    status: "waiting_input",
    labels: ["backend", "p1"],
    createdAt: at,
  }),
  project: projectRow,
  jobs: [
    jobRow({
      id: `job_${end("2m8c4x")}`,
      title: "Cache invalidation for user updates",
      status: "waiting_approval",
      createdAt: at,
      model: "opus",
    }),
    jobRow({
      id: `job_${end("3n9d5y")}`,
      type: "review",
      title: "Review it",
      status: "queued",
      createdAt: now - 60_000,
      model: null,
    }),
  ],
  runs: [
    {
      run: runRow({
        id: `run_${end("r1r1r1")}`,
        jobId: `job_${end("2m8c4x")}`,
        status: "failed",
        startedAt: at,
        finishedAt: at + 342_000,
        turns: 12,
        costUsd: 0.84,
        costSource: "reported",
        verification: "failed",
        failureReason: "jest.test_failure: expected stale entry",
      }),
      stages: [
        { runId: "r", name: "prepare", startedAt: at, endedAt: at + 200, outcome: "ok", detail: null },
        { runId: "r", name: "work", startedAt: at + 200, endedAt: at + 291_000, outcome: "ok", detail: null },
        { runId: "r", name: "verify", startedAt: at + 291_000, endedAt: at + 331_000, outcome: "failed", detail: null },
      ],
      checkpoints: [checkpointRow({ files: 3, additions: 52, deletions: 3 })],
    },
    {
      run: runRow({
        id: `run_${end("r2r2r2")}`,
        jobId: `job_${end("2m8c4x")}`,
        attempt: 2,
        status: "running",
        stage: "work",
        startedAt: now - 100_000,
      }),
      stages: [{ runId: "r", name: "work", startedAt: now - 98_000, endedAt: null, outcome: null, detail: null }],
      checkpoints: [],
    },
  ],
  waiting: [
    {
      jobId: `job_${end("3n9d5y")}`,
      threadId: threadId("7f3k9a"),
      title: "Review it",
      position: 1,
      reason: { kind: "thread_busy", jobId: `job_${end("2m8c4x")}` },
    },
  ],
  worktrees: [worktreeRow({ id: `wt_${end("9q2v7d")}`, state: "active", path: "/srv/spool/worktrees/my-app/9q2v7d" })],
  artifacts: [
    {
      id: `art_${end("f1f2f3")}`,
      threadId: threadId("7f3k9a"),
      jobId: null,
      runId: null,
      kind: "verification",
      name: "verify-npm-test.log",
      path: "my-app/7f3k9a/r1r1r1/verify-npm-test.log",
      size: 48_211,
      sha256: "0".repeat(64),
      summary: null,
      metadata: {},
      createdAt: at,
    },
  ],
  approvals: [
    approvalView,
    { ...approvalView, id: "apr_2", status: "approved", decidedBy: "ada", comment: "fine", title: "read ~/.npmrc" },
  ],
  messages: [
    {
      id: "msg_1",
      threadId: "t",
      text: "Use the helper in src/util.ts",
      by: "ada",
      state: "delivered",
      runId: null,
      jobId: null,
      createdAt: at,
      settledAt: at,
    },
  ],
  externalEvents: [
    {
      id: "ext_1",
      threadId: "t",
      sourceKind: "github",
      sourceId: "run/812",
      eventType: "ci.failed",
      payload: {},
      createdAt: now - 30_000,
    },
  ],
  links: [],
  drafts: [],
  changes: { files: 3, additions: 52, deletions: 3 },
  dayBudgets: { meters: [], until: now + 3_600_000 },
};

export const commitsView: CommitsView = {
  from: "a1b2c3d".padEnd(40, "0"),
  to: "b2c3d4e".padEnd(40, "0"),
  commits: [
    { hash: "b2c3d4e".padEnd(40, "0"), author: "Spool", at: now - 90_000, subject: "Drop stale entries" },
    {
      hash: "c3d4e5f".padEnd(40, "0"),
      author: "Eve\u202E",
      at,
      subject:
        "A subject that is longer than the terminal is wide, with \u001B[31mred\u001B[0m in it, as agents write them",
    },
  ],
  truncated: true,
};

export const jobView: JobDetail = {
  seq: 41,
  job: {
    ...threadView.jobs[0]!,
    instruction: "Build cache invalidation for user updates.\n\nKeep the public API as it is.",
    maxTurns: 50,
    maxCostUsd: 5,
    maxTokens: 2_000_000,
  },
  thread: threadView.thread,
  runs: threadView.runs,
  waiting: null,
  worktree: threadView.worktrees[0]!,
  artifacts: threadView.artifacts,
  approvals: [approvalView],
};

const laneView: LaneView = {
  account: "codex",
  agents: ["codex"],
  state: "closed",
  closed: {
    since: now - 600_000,
    until: now + 3 * 3_600_000,
    kind: "usage_window",
    words: "You've hit your usage limit.",
    inARow: 1,
    runId: `run_${end("d4d4d4")}`,
    jobId: `job_${end("e5e5e5")}`,
    threadId: threadId("a1b2c3"),
    probe: null,
  },
  openedAt: null,
  openedBy: null,
  waiting: 2,
};

export const queueView: QueueSnapshot = {
  seq: 41,
  waiting: threadView.waiting,
  active: [threadView.jobs[0]!],
  pauses: [{ projectId: "prj_demo", by: "ada", reason: "maintenance", at }],
  lanes: { global: { used: 1, limit: 4 }, accounts: [laneView] },
};

export const statusView: StatusView = {
  seq: 41,
  version: "0.1.0",
  startedAt: now - 7_200_000,
  dataDirectory: "/home/ada/.spool",
  address: "http://127.0.0.1:7433",
  sandbox: "bubblewrap",
  threads: { waiting_input: 1, active: 2, idle: 5 },
  jobs: { running: 1, queued: 1, succeeded: 7 },
  pauses: queueView.pauses,
  pendingApprovals: [approvalView],
  stopped: [
    {
      job: jobRow({ status: "blocked", title: "Push the release", threadId: threadId("g7h8j9") }),
      need: {
        line: "pushing spool/push-the-release failed: the remote refused",
        actions: [
          { kind: "retry", jobId: `job_${end("4p0e6z")}` },
          { kind: "open_diff", threadId: threadId("g7h8j9") },
        ],
        person: true,
      },
    },
  ],
  active: [
    {
      job: jobRow({ status: "running", title: "Flaky login test", threadId: threadId("a1b2c3") }),
      run: threadView.runs[1]!.run,
    },
  ],
  waiting: queueView.waiting,
  lanes: queueView.lanes.accounts,
  budgets: [
    { project: null, scope: "runner_day", kind: "usd", used: 41.5, limit: 50, partlyUnknown: true },
    { project: "my-app", scope: "project_day", kind: "minutes", used: 61.25, limit: 480, partlyUnknown: false },
  ],
  problems: ["agent codex: not logged in"],
};

const sum: SpendSum = {
  runs: 12,
  tokens: { input: 1_204_000, cachedInput: 18_400_000, output: 96_200 },
  turns: 340,
  workedMs: 7_320_000,
  usd: 14.2,
  unknownRuns: 0,
  subscriptionRuns: 0,
};

export const spendView: SpendView = {
  seq: 41,
  by: "model",
  from: "2026-10-30",
  to: "2026-11-28",
  timeZone: "Europe/Berlin",
  rows: [
    { ...sum, group: "claude-opus-4-5-20251101-with-a-very-long-name" },
    { ...sum, group: "", runs: 2, usd: null, unknownRuns: 2 },
    { ...sum, group: "gpt-5", usd: 0.004, unknownRuns: 3, subscriptionRuns: 4 },
    { ...sum, group: "sonnet", usd: null, subscriptionRuns: 12 },
  ],
  total: { ...sum, runs: 38, usd: 14.204, unknownRuns: 5, subscriptionRuns: 16 },
};

export const worktreeViews: Worktree[] = [
  threadView.worktrees[0]!,
  worktreeRow({
    id: `wt_${end("b2b2b2")}`,
    state: "retained",
    threadId: threadId("7f3k9a"),
    branch: "spool/cache-invalidation-7f3k9a",
    retentionReason: "failure",
    retainedUntil: now + 7_200_000,
    sizeBytes: 812_000_000,
    path: "/srv/spool/worktrees/my-app/b2b2b2",
  }),
  worktreeRow({
    id: `wt_${end("c3c3c3")}`,
    state: "ready",
    pinned: true,
    path: "/srv/spool/worktrees/a-project-with-a-very-long-name-indeed/c3c3c3",
  }),
];
