import type { ThreadDetail } from "../../shared/api/views.ts";
import type { EventData, EventType, TimelineEvent } from "../../shared/events/catalogue.ts";
import { approvalRow, artifactRow, jobRow, projectRow, runRow, threadRow } from "./rows.ts";

const commit = "a1b2c3d".padEnd(40, "0");

/** Writes a thread's events one after the other, each some time after the one before. */
export class Story {
  readonly events: TimelineEvent[] = [];
  at: number;
  runId = "run_0001";
  jobId = "job_0001";

  constructor(at: number) {
    this.at = at;
  }

  add<Type extends EventType>(type: Type, data: EventData<Type>, afterMs = 1_000): this {
    this.at += afterMs;
    const { threadId, jobId, runId } = { threadId: "thr_0001", jobId: this.jobId, runId: this.runId };
    const seq = this.events.length + 1;
    this.events.push({ type, data, seq, at: this.at, projectId: "prj_demo", threadId, jobId, runId } as TimelineEvent);
    return this;
  }

  tool(
    tool: EventData<"agent.tool_call">["tool"],
    title: string,
    options: Partial<EventData<"agent.tool_call">> & { output?: string; ok?: boolean; tookMs?: number } = {},
  ): this {
    const { output = "", ok = true, tookMs = 400, ...call } = options;
    const callId = `call-${this.events.length}`;
    this.add("agent.tool_call", { callId, tool, title, paths: [], detail: null, ...call });
    return this.add("agent.tool_result", { callId, ok, output }, tookMs);
  }

  stage(
    stage: EventData<"stage.started">["stage"],
    inside: (story: Story) => void,
    end: Partial<EventData<"stage.ended">> = {},
  ): this {
    this.add("stage.started", { stage });
    const from = this.at;
    inside(this);
    return this.add("stage.ended", { stage, outcome: "ok", detail: null, durationMs: this.at - from, ...end });
  }
}

const instruction = `Build cache invalidation for user updates

When a user is updated, \`UserCache\` still answers with the old one for up to an hour. Make updates reach it at once.

- keep the TTL as a fallback
- no new dependency, unless there is a good reason`;

/** A thread as it often is: one attempt that failed its check, a second one that asks before it installs something. */
export function typicalThread(now: number): { detail: ThreadDetail; events: TimelineEvent[] } {
  const begin = now - 12 * 60_000;
  const story = new Story(begin);
  const tokens = { input: 48_200, cachedInput: 310_000, output: 9_100 };
  story
    .add("thread.created", {
      title: "Cache invalidation for user updates",
      baseBranch: "main",
      branch: "spool/cache-invalidation-7f3k",
    })
    .add("job.created", {
      jobType: "implement",
      title: "Cache invalidation for user updates",
      instruction,
      agent: "claude",
      model: "opus",
      requestedBy: { type: "token", id: "ada" },
    })
    .add("run.started", { attempt: 1, agent: "claude", model: "opus" })
    .stage("prepare", (it) =>
      it.add(
        "worktree.ready",
        {
          worktreeId: "wt_1",
          warm: true,
          branch: "spool/cache-invalidation-7f3k",
          baseCommit: commit,
          continuedFrom: null,
          durationMs: 210,
        },
        200,
      ),
    )
    .stage("work", (it) =>
      it
        .add("agent.started", { sandbox: "bubblewrap", resumed: false })
        .add("agent.message", {
          text: "I'll look at how `UserCache` is filled and who writes users. The entry point is `src/cache/user.ts:41`.",
        })
        .tool("read", "Read", { paths: ["src/cache/user.ts"], output: "…" })
        .tool("read", "Read", { paths: ["src/api/users.ts"], output: "…" })
        .tool("read", "Read", { paths: ["src/api/teams.ts"], output: "…" })
        .tool("read", "Read", { paths: ["test/cache/user.test.ts"], output: "…" })
        .tool("search", "UserCache\\.get", { output: "src/api/users.ts:12\nsrc/api/teams.ts:88" })
        .add("agent.plan", {
          entries: [
            { text: "Publish an event when a user changes", status: "completed" },
            { text: "Drop the entry on the event", status: "in_progress" },
            { text: "Cover it with a test", status: "pending" },
          ],
        })
        .tool("edit", "Edit", {
          paths: ["src/cache/user.ts"],
          detail: "- cache.set(id, user)\n+ cache.set(id, user, { ttl })",
          output: "edited",
        })
        .tool("execute", "npm test -- cache", {
          output: "FAIL test/cache/user.test.ts\n  expected stale entry to be gone",
          ok: false,
          tookMs: 12_000,
        })
        .add("agent.thought", {
          text: "The test still sees the old entry: the event is fired before the transaction ends.",
        })
        .add("agent.message", {
          text: "Updates now publish `user.changed`, and the cache drops the entry:\n\n| path | before | after |\n| --- | --- | --- |\n| `users.update` | waits for TTL | at once |\n| `teams.rename` | waits for TTL | at once |",
        })
        .add(
          "checkpoint.created",
          { checkpointId: "ckp_1", number: 1, commit, reason: "end of turn", files: 3, additions: 52, deletions: 3 },
          120_000,
        ),
    )
    .stage(
      "verify",
      (it) =>
        it
          .add("step.started", { kind: "verify", name: "npm run lint", command: "npm run lint" })
          .add(
            "step.ended",
            { kind: "verify", name: "npm run lint", exitCode: 0, timedOut: false, durationMs: 4_100, tail: "" },
            4_100,
          )
          .add("step.started", { kind: "verify", name: "npm test", command: "npm test" })
          .add(
            "step.ended",
            {
              kind: "verify",
              name: "npm test",
              exitCode: 1,
              timedOut: false,
              durationMs: 40_000,
              tail: " FAIL  test/cache/user.test.ts > drops the entry when a user changes\nAssertionError: expected stale entry to be gone\n ❯ test/cache/user.test.ts:38:21\n\n Test Files  1 failed | 41 passed (42)\n      Tests  1 failed | 512 passed (513)",
            },
            40_000,
          ),
      { outcome: "failed", detail: "npm test: exit 1" },
    )
    .add("run.ended", {
      status: "failed",
      reason: "npm test: expected stale entry to be gone",
      exitCause: "exit 0",
      durationMs: 312_000,
      tokens,
      costUsd: 0.61,
      turns: 9,
    })
    .add("job.retry_scheduled", {
      attempt: 2,
      dueAt: story.at + 5_000,
      reason: "npm test failed: read the expectation first",
    });
  story.runId = "run_0002";
  const second = story.at;
  story
    .add("run.started", { attempt: 2, agent: "claude", model: "opus" }, 5_000)
    .stage("prepare", (it) =>
      it.add(
        "worktree.ready",
        { worktreeId: "wt_1", warm: false, branch: null, baseCommit: commit, continuedFrom: commit, durationMs: 900 },
        800,
      ),
    )
    .add("stage.started", { stage: "work" })
    .add("agent.started", { sandbox: "bubblewrap", resumed: true })
    .add("message.received", {
      messageId: "msg_1",
      text: "Please keep the public signature of `UserCache.get`.",
      by: "ada",
    })
    .add("message.delivered", { messageId: "msg_1" })
    .add("agent.message", {
      text: "Understood. The eviction needs an LRU that can be told to forget; the smallest that does is `lru-cache`.",
    })
    .add("approval.requested", {
      approvalId: "apr_1",
      kind: "permission",
      title: "npm install lru-cache@11",
      detail: "cd /srv/worktrees/7f3k && npm install lru-cache@11 --save-exact",
      revision: "r1",
    });
  const job = jobRow({
    status: "waiting_approval",
    title: "Cache invalidation for user updates",
    agent: "claude",
    model: "opus",
    startedAt: begin,
    attemptsUsed: 2,
    verify: [{ name: "npm test", run: "npm test", timeoutMs: 600_000 }],
  });
  const stage = (
    runId: string,
    name: "prepare" | "work" | "verify",
    from: number,
    to: number | null,
    outcome: "ok" | "failed" | null,
  ) => ({ runId, name, startedAt: from, endedAt: to, outcome, detail: null });
  const detail: ThreadDetail = {
    seq: story.events.length,
    thread: threadRow({
      title: "Cache invalidation for user updates",
      branch: "spool/cache-invalidation-7f3k",
      baseCommit: commit,
      status: "waiting_input",
    }),
    project: { ...projectRow, name: "repo-a" },
    jobs: [job],
    runs: [
      {
        run: runRow({
          status: "failed",
          model: "opus",
          startedAt: begin,
          finishedAt: second,
          costUsd: 0.61,
          costSource: "reported",
          turns: 9,
          tokens,
        }),
        stages: [
          stage("run_0001", "prepare", begin + 3_000, begin + 4_200, "ok"),
          stage("run_0001", "work", begin + 5_000, begin + 170_000, "ok"),
          stage("run_0001", "verify", begin + 171_000, second - 1_000, "failed"),
        ],
        checkpoints: [],
      },
      {
        run: runRow({
          id: "run_0002",
          attempt: 2,
          status: "running",
          stage: "work",
          model: "opus",
          startedAt: second + 5_000,
          costUsd: 0.23,
          costSource: "reported",
          turns: 3,
          tokens: { input: 8_000, cachedInput: 90_000, output: 2_000 },
        }),
        stages: [
          stage("run_0002", "prepare", second + 6_000, second + 8_000, "ok"),
          stage("run_0002", "work", second + 8_000, null, null),
        ],
        checkpoints: [],
      },
    ],
    waiting: [],
    worktrees: [],
    artifacts: [
      artifactRow({ id: "art_1", name: "transcript.jsonl", kind: "transcript", size: 182_000 }),
      artifactRow({ id: "art_2", name: "verify-npm-test.out", kind: "verification", size: 24_100 }),
    ],
    approvals: [
      approvalRow({
        id: "apr_1",
        runId: "run_0002",
        title: "npm install lru-cache@11",
        payload: {
          tool: "execute",
          detail: "cd /srv/worktrees/7f3k && npm install lru-cache@11 --save-exact",
          diff: "",
        },
        revision: "r1",
        requestedAt: story.at,
      }),
    ],
    messages: [],
    externalEvents: [],
    links: [],
    drafts: [],
    changes: { files: 3, additions: 96, deletions: 12 },
    dayBudgets: { meters: [], until: now + 3_600_000 },
  };
  return { detail, events: story.events };
}
