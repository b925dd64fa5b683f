import { describe, expect, test } from "vitest";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import type { JobStatus } from "../../../shared/model/job.ts";
import { threadCard } from "../../../extension/common/threads/card.ts";
import { threadRow } from "../../../extension/common/threads/row.ts";
import { threadNeed } from "../../../extension/common/threads/state.ts";
import { threadWords } from "../../../extension/common/threads/context-words.ts";
import { summaryOf } from "./summaries.ts";

const now = new Date(2026, 10, 3, 14, 5).getTime();
const minute = 60_000;

/** What a newer runner may say. */
function strange(summary: ThreadSummary, status: string): ThreadSummary {
  return JSON.parse(JSON.stringify(summary).replace('"status":"queued"', `"status":"${status}"`)) as ThreadSummary;
}

describe("a row says what its thread needs or does", () => {
  const cases: [string, ThreadSummary, { icon: string; description: string }][] = [
    [
      "a question, with the newest of several",
      summaryOf("a", {
        job: { status: "waiting_approval" },
        asks: [{ title: "older" }, { title: "run npm install", requestedAt: now - 4 * minute }],
        changes: { files: 1, additions: 21, deletions: 2 },
      }),
      { icon: "question", description: "asks: run npm install (+1) · 4 min  +21 −2" },
    ],
    [
      "a plan",
      summaryOf("a", { asks: [{ kind: "plan", title: "The plan", requestedAt: now }] }),
      { icon: "checklist", description: "plan ready · < 1 min" },
    ],
    [
      "the budget",
      summaryOf("a", { asks: [{ kind: "budget", title: "$4.80 of $5", requestedAt: now - 61 * minute }] }),
      { icon: "credit-card", description: "budget: $4.80 of $5 · 1 h 1 min" },
    ],
    [
      "its place in the line, and why",
      summaryOf("a", {
        waiting: { jobId: "j", threadId: "a", title: "", position: 2, reason: { kind: "global_lane", limit: 4 } },
      }),
      { icon: "clock", description: "waits: all 4 slots of the runner are taken (2nd in line)" },
    ],
    [
      "until when it waits, by the person's clock",
      summaryOf("a", {
        job: { status: "retry_queued" },
        waiting: { jobId: "j", threadId: "a", title: "", position: 1, reason: { kind: "backoff", until: now } },
      }),
      { icon: "clock", description: "waits: next attempt at 14:05 (next in line)" },
    ],
    [
      "that it waits for other work, without its id",
      summaryOf("a", {
        waiting: {
          jobId: "j",
          threadId: "a",
          title: "",
          position: 2,
          reason: { kind: "dependency", threadIds: ["t"] },
        },
      }),
      { icon: "clock", description: "waits for another thread (2nd in line)" },
    ],
    [
      "that nothing was asked of it yet",
      summaryOf("a", { job: null }),
      { icon: "circle-outline", description: "no job yet" },
    ],
    [
      "how its job ended",
      summaryOf("a", {
        job: { status: "succeeded", finishedAt: now - 3 * minute },
        changes: { files: 0, additions: 0, deletions: 0 },
      }),
      { icon: "pass", description: "done · 3 min ago" },
    ],
    [
      "why it failed, without what an agent hid in it",
      summaryOf("a", { job: { status: "failed", reason: "npm test\n\u001b[31mfailed\u202e", finishedAt: now } }),
      { icon: "error", description: "npm test failed · just now" },
    ],
    [
      "what a newer runner says, as it says it",
      strange(summaryOf("a", { job: { status: "queued" } }), "being_reviewed"),
      { icon: "circle-outline", description: "being reviewed" },
    ],
  ];
  test.each(cases)("%s", (_name, summary, { icon, description }) => {
    expect(threadRow(summary, { now })).toMatchObject({ icon, description });
  });

  test("what is done now, from its events, else from its run", () => {
    const running = summaryOf("a", { job: { status: "running" }, run: { stage: "work", startedAt: now - 6 * minute } });
    expect(threadRow(running, { now }).description).toBe("work · 6 min");
    const activity = { text: "verify: npm test", since: now - 2 * minute };
    expect(threadRow(running, { now, activity }).description).toBe("verify: npm test · 2 min");
  });

  test("offline how old the knowledge is, and nothing turns or has a colour", () => {
    const running = summaryOf("a", { job: { status: "running" }, run: { stage: "work", startedAt: now - 6 * minute } });
    const row = threadRow(running, { now, asOf: now - 2 * minute });
    expect(row).toMatchObject({ description: "work · as of 14:03", icon: "circle-large-outline", tone: "quiet" });
  });
});

test("the whole row is said in words", () => {
  const summary = summaryOf("a", {
    job: { status: "succeeded", finishedAt: now - 3 * minute },
    changes: { files: 2, additions: 12, deletions: 3 },
  });
  const row = threadRow(summary, { now, unread: true, pinned: true });
  expect(row.accessibleLabel).toBe("Thread a, unread, pinned, done, 3 min ago, 12 lines added, 3 removed");
  expect(row.description).toBe("pinned · done · 3 min ago  +12 −3");
});

test.each<[JobStatus, string]>([
  ["pending", "needing cancellable switchable releasable"],
  ["running", "cancellable"],
  ["blocked", "needing cancellable retryable switchable"],
  ["failed", "needing retryable"],
  ["succeeded", "succeeded"],
])("menus find what can be done with a thread whose job is %s", (status, words) => {
  const marks = { pinned: false, unread: true };
  expect(threadWords(summaryOf("a", { job: { status } }), marks)).toBe(`thread kept loose unread ${words}`);
});

test("what it waits for is told by the person's clock, with what can be done about it", () => {
  const reason = { kind: "account_closed", account: "claude", limit: "usage_window", until: now } as const;
  const waiting = { jobId: "job_a", threadId: "a", title: "", position: 1, reason };
  const summary = summaryOf("a", { job: { status: "retry_queued" }, waiting });
  expect(threadNeed(summary, now)).toEqual({
    line: "claude limit until 14:05",
    actions: [
      { kind: "open_lane", account: "claude" },
      { kind: "switch_agent", jobId: "job_a" },
    ],
    person: false,
  });
  expect(threadCard(summary, now).replaceAll("\\", "")).toContain("Try Account claude Now · Switch Agent");
  expect(threadWords(summary, { pinned: false, unread: false })).toContain("needing");
  const archived = summaryOf("a", { thread: { status: "archived" }, job: { status: "retry_queued" }, waiting });
  expect(threadNeed(archived, now)).toBeUndefined();
});

describe("a long title leaves room for what the row says", () => {
  const long = "Cache invalidation for user updates that come from the mailing list";

  test.each([
    [
      "plan ready · 4 min",
      [{ kind: "plan", title: "The plan", requestedAt: now - 4 * minute }] as const,
      "Cache invalidation for…",
    ],
    [
      "asks: run npm install lru-cache@11 · 4 min",
      [{ title: "run npm install lru-cache@11", requestedAt: now - 4 * minute }] as const,
      "Cache invalidation…",
    ],
  ])("%s", (description, asks, label) => {
    const row = threadRow(summaryOf("a", { thread: { title: long }, asks: [...asks] }), { now });
    expect(row).toMatchObject({ title: long, label, description });
    expect(row.accessibleLabel).toContain(long);
  });

  test("where little is said, more of it is shown", () => {
    const { label } = threadRow(
      summaryOf("a", { thread: { title: long }, job: { status: "cancelled", finishedAt: now } }),
      { now },
    );
    expect(label.length).toBeGreaterThan("Cache invalidation for…".length - 1);
  });
});
