import type { EventData, EventType, TimelineEvent } from "../../../shared/events/catalogue.ts";

const subject = { projectId: "prj_demo", threadId: "thr_1", jobId: "job_01hzzzzzzzzzzzzzzzzz2m8c4x", runId: "run_1" };
const commit = "a1b2c3d".padEnd(40, "0");
const tokens = { input: 12_000, cachedInput: 31_000, output: 2_200 };

/** An event two seconds after the one before it, at 10:00:00 UTC and on. */
export function event<Type extends EventType>(seq: number, type: Type, data: EventData<Type>): TimelineEvent {
  const at = Date.UTC(2026, 4, 4, 10, 0, 0) + seq * 2_000;
  return { seq, at, type, data, ...subject } as unknown as TimelineEvent;
}

function sequence(...entries: { [Type in EventType]: [Type, EventData<Type>] }[EventType][]): TimelineEvent[] {
  return entries.map(([type, data], index) => event(index, type, data as never));
}

const tail = `${Array.from({ length: 40 }, (_, line) => `  at step ${line}`).join("\n")}\nError: expected stale entry to be gone\n`;

/** A job that fails its checks once, asks a question, and succeeds. Every type of the catalogue occurs. */
export const typicalEvents: readonly TimelineEvent[] = sequence(
  ["runner.started", { version: "0.1.0", recoveredRuns: 1 }],
  ["project.added", { name: "my-app", repo: "/srv/my-app.git" }],
  ["project.updated", { name: "my-app" }],
  ["token.created", { tokenId: "tok_1", name: "laptop", role: "operator" }],
  [
    "thread.created",
    { title: "Cache invalidation for user updates", baseBranch: "main", branch: "spool/cache-7f3k9a" },
  ],
  [
    "job.created",
    {
      jobType: "implement",
      title: "Cache invalidation for user updates",
      instruction: "Build cache invalidation for user updates.\n\nKeep the public API as it is.",
      agent: "claude",
      model: "opus",
      requestedBy: { type: "token", id: "laptop" },
    },
  ],
  ["thread.status", { from: "open", to: "active" }],
  ["queue.paused", { by: "ada", reason: "lunch" }],
  ["queue.resumed", { by: "ada" }],
  ["job.status", { from: "queued", to: "preparing", reason: null }],
  ["run.started", { attempt: 1, agent: "claude", model: "opus" }],
  ["stage.started", { stage: "prepare" }],
  ["step.started", { kind: "setup", name: "npm ci", command: "npm ci" }],
  [
    "step.ended",
    { kind: "setup", name: "npm ci", exitCode: 0, timedOut: false, durationMs: 8_200, tail: "added 40 packages" },
  ],
  [
    "worktree.ready",
    {
      worktreeId: "wt_1",
      warm: true,
      branch: "spool/cache-7f3k9a",
      baseCommit: commit,
      continuedFrom: null,
      durationMs: 160,
    },
  ],
  ["stage.ended", { stage: "prepare", outcome: "ok", durationMs: 8_400, detail: null }],
  ["stage.started", { stage: "work" }],
  ["agent.started", { sandbox: "bubblewrap", resumed: false }],
  ["agent.session", { sessionId: "0b1c", model: "opus" }],
  ["agent.message", { text: "I'll look at how UserCache is filled.\n\nThen I'll add the invalidation." }],
  ["agent.thought", { text: "The cache is keyed by id." }],
  [
    "agent.plan",
    {
      entries: [
        { text: "read", status: "completed" },
        { text: "edit the cache", status: "in_progress" },
      ],
    },
  ],
  [
    "agent.tool_call",
    {
      callId: "1",
      tool: "read",
      title: "Read",
      paths: ["src/cache/user.ts", "src/api/users.ts", "a", "b", "c"],
      detail: null,
    },
  ],
  ["agent.tool_result", { callId: "1", ok: true, output: "120 lines" }],
  ["agent.tool_call", { callId: "2", tool: "edit", title: "Edit", paths: ["src/cache/user.ts"], detail: "+41 -3" }],
  ["agent.tool_call", { callId: "3", tool: "execute", title: "npm test -- cache", paths: [], detail: null }],
  ["agent.tool_result", { callId: "3", ok: false, output: "1 failing\nexpected stale entry" }],
  ["agent.usage", { tokens, costUsd: 0.41, turns: 6 }],
  ["agent.denied", { title: "curl https://example.com", reason: "no network" }],
  ["agent.limit", { kind: "usage_window", resetAt: Date.UTC(2026, 4, 4, 14, 5), text: "5-hour limit reached" }],
  [
    "lane.closed",
    {
      account: "claude",
      kind: "usage_window",
      until: Date.UTC(2026, 4, 4, 14, 5),
      words: "5-hour limit reached",
      inARow: 1,
    },
  ],
  ["lane.opened", { account: "claude", by: "ada", tried: true }],
  ["lane.opened", { account: "claude", by: "spool", tried: false }],
  ["job.agent_switched", { by: "ada", from: "claude", to: "codex", model: "gpt-5.5" }],
  ["agent.retrying", { attempt: 2, httpStatus: 529, delayMs: 4_000 }],
  ["agent.stalled", { silentMs: 180_000 }],
  ["job.status", { from: "running", to: "waiting_approval", reason: null }],
  [
    "approval.requested",
    {
      approvalId: "apr_1",
      kind: "permission",
      title: "run npm install lru-cache@11",
      detail: "npm install lru-cache@11",
      revision: "r1",
    },
  ],
  ["approval.decided", { approvalId: "apr_1", status: "approved", by: "ada", comment: "once is fine" }],
  [
    "contract.deviation",
    {
      files: [{ path: "src/cache/extra.ts", change: "added" }],
      total: 1,
      source: "checkpoint",
      policy: "ask",
      approvalId: "apr_4",
    },
  ],
  ["contract.amended", { approvalId: "apr_4", by: "ada", paths: ["src/cache/extra.ts"], total: 1 }],
  [
    "approval.decided",
    {
      approvalId: "apr_2",
      status: "changes_requested",
      by: "ada",
      comment: null,
      comments: [
        { anchor: { kind: "step", step: 2 }, text: "And one for deletion." },
        { anchor: { kind: "file", path: "src/cache/ttl.ts" }, text: "Keep it." },
      ],
    },
  ],
  ["message.received", { messageId: "msg_1", text: "Use the helper\nin src/util.ts", by: "ada" }],
  ["message.delivered", { messageId: "msg_1" }],
  ["message.queued", { messageId: "msg_2", jobId: "job_zzzz99" }],
  [
    "checkpoint.created",
    { checkpointId: "ckp_1", number: 1, commit, reason: "turn", files: 3, additions: 52, deletions: 3 },
  ],
  ["stage.ended", { stage: "work", outcome: "ok", durationMs: 291_000, detail: null }],
  ["stage.started", { stage: "verify" }],
  ["step.started", { kind: "verify", name: "npm test", command: "npm test" }],
  ["step.ended", { kind: "verify", name: "npm test", exitCode: 1, timedOut: false, durationMs: 40_100, tail }],
  [
    "failure.classified",
    {
      step: "npm test",
      class: "jest.test_failure",
      severity: "recoverable",
      tool: "jest",
      rule: "built_in",
      fingerprint: "0123456789abcdef",
      evidence: ["● cache › forgets", "  expect(received).toBe(expected)"],
      hint: "Read the failing test and what it expects first.",
      known: false,
      newTests: ["cache › forgets"],
      knownTests: ["cache › warms up"],
      decision: "the same failure twice: escalates to codex",
    },
  ],
  ["stage.ended", { stage: "verify", outcome: "failed", durationMs: 40_300, detail: "jest.test_failure" }],
  ["processes.ended", { what: "agent", found: 4, survivors: [], method: "cgroup", durationMs: 12 }],
  [
    "run.ended",
    {
      status: "failed",
      reason: "jest.test_failure: expected stale entry",
      exitCause: "exit 0",
      durationMs: 342_000,
      tokens,
      costUsd: 0.84,
      turns: 12,
    },
  ],
  [
    "job.escalated",
    {
      from: { agent: "claude", model: null },
      to: { agent: "codex", model: "large" },
      reason: "the same failure twice",
    },
  ],
  ["job.retry_scheduled", { attempt: 2, dueAt: Date.UTC(2026, 4, 4, 10, 8), reason: "read the expectation first" }],
  ["run.started", { attempt: 2, agent: "claude", model: null }],
  ["run.recovered", { stage: "work", how: "the agent was still running" }],
  ["warning", { code: "price_unknown", text: "the price of this model is not known" }],
  ["budget.warning", { scope: "job", kind: "usd", used: 4.02, limit: 5, partlyUnknown: false }],
  [
    "budget.used_up",
    { scope: "project_day", kind: "tokens", used: 50_120, limit: 50_000, partlyUnknown: false, unknownPrice: false },
  ],
  ["budget.extended", { scope: "project_day", kind: "tokens", amount: 25_000, by: "ada" }],
  ["stage.started", { stage: "preflight" }],
  [
    "preflight.done",
    {
      ok: true,
      commit,
      unable: null,
      commits: 2,
      files: 4,
      bytes: 18_200,
      durationMs: 230,
      findings: [],
      found: 0,
      truncated: false,
    },
  ],
  ["stage.started", { stage: "publish" }],
  [
    "publish.done",
    { policy: "branch", branch: "spool/cache-7f3k9a", commit, commits: 2, files: 4, additions: 96, deletions: 12 },
  ],
  ["outbox.failed", { kind: "push_branch", key: "k", error: "remote refused", retryAt: Date.UTC(2026, 4, 4, 10, 9) }],
  ["outbox.withdrawn", { kind: "push_branch", key: "k" }],
  ["outbox.requested", { kind: "push_branch", key: "k" }],
  ["outbox.done", { kind: "push_branch", key: "k", detail: "origin spool/cache-7f3k9a" }],
  ["artifact.added", { artifactId: "art_1", kind: "patch", name: "change.patch", size: 4_210 }],
  [
    "run.ended",
    { status: "succeeded", reason: null, exitCause: "exit 0", durationMs: 61_000, tokens, costUsd: null, turns: 1 },
  ],
  ["job.status", { from: "running", to: "succeeded", reason: null }],
  ["thread.status", { from: "active", to: "idle" }],
  ["worktree.state", { worktreeId: "wt_1", from: "active", to: "retained" }],
  ["worktree.pinned", { worktreeId: "wt_1", pinned: true, by: "ada" }],
  ["thread.external_event", { externalEventId: "ext_1", sourceKind: "github", eventType: "ci.failed" }],
  ["job.cancel_requested", { by: "ada" }],
  ["thread.archived", { by: "ada" }],
  ["thread.unarchived", { by: "bob" }],
  ["token.revoked", { tokenId: "tok_1", name: "laptop" }],
  ["project.removed", { name: "my-app" }],
  ["runner.stopped", { runningJobs: 0 }],
);

const hostile = [
  "\u001B[31mred\u001B[0m \u001B]0;owned\u0007title \u001B[2J\u001B[Hcleared",
  "\u009B31mC1 \u009D52;c;c2VjcmV0\u009Cclipboard",
  "over\rprinted\u0008\u0008 bell\u0007 null\u0000",
  "bidi \u202Eevil\u202C \u2066iso\u2069 zero\u200Bwidth \u{E0041}tag",
  "unterminated \u001B]8;;http://evil",
  "表の幅は二倍です 👩‍👩‍👧‍👦 é lone \uD800 end",
  "x".repeat(300),
].join("\n");

/** What a malicious agent or repository would put into each text. */
export const hostileEvents: readonly TimelineEvent[] = sequence(
  ["thread.created", { title: hostile, baseBranch: hostile, branch: hostile }],
  ["run.started", { attempt: 1, agent: hostile, model: hostile }],
  ["stage.started", { stage: "work" }],
  ["agent.message", { text: hostile }],
  ["agent.tool_call", { callId: "1", tool: "edit", title: hostile, paths: [hostile, "b\u001B[2K"], detail: hostile }],
  ["agent.tool_call", { callId: "2", tool: "execute", title: hostile, paths: [], detail: null }],
  ["agent.tool_result", { callId: "2", ok: false, output: hostile }],
  ["step.ended", { kind: "verify", name: hostile, exitCode: 1, timedOut: false, durationMs: 1, tail: hostile }],
  ["approval.requested", { approvalId: "a", kind: "permission", title: hostile, detail: hostile, revision: "r" }],
  ["agent.message", { text: "" }],
);
