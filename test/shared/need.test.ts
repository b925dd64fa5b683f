import { describe, expect, test } from "vitest";
import { needCommand } from "../../runner/cli/render/need-lines.ts";
import { type NeedFacts, needActionText, needOf } from "../../shared/need.ts";
import type { ApprovalKind } from "../../shared/model/approval.ts";
import { type JobStatus, jobStatuses } from "../../shared/model/job.ts";
import { formatUntil } from "../../shared/units.ts";
import { type WaitReason, waitReasonText } from "../../shared/wait-reason.ts";

const job: NeedFacts["job"] = { id: "job_111111", threadId: "thr_222222", status: "queued", reason: null };
const facts: NeedFacts = { job, pending: [], waiting: null, failureClass: null, isChanged: false };

/** What is said, whether a person is needed, and what is to be typed. */
function told(change: Partial<Omit<NeedFacts, "job">> & { job?: Partial<NeedFacts["job"]> }) {
  const need = needOf({ ...facts, ...change, job: { ...job, ...change.job } });
  return need && [need.line, need.person, ...need.actions.map((action) => needCommand(action))];
}

type Told = [line: string, person: boolean, ...commands: string[]];

const waits: { [Kind in WaitReason["kind"]]: [Extract<WaitReason, { kind: Kind }>, Told][] } = {
  paused: [
    [{ kind: "paused", project: null }, ["the queue is paused", true, "spool queue resume"]],
    [{ kind: "paused", project: "demo" }, ["the queue of demo is paused", true, "spool queue resume --project demo"]],
  ],
  project_removed: [
    [{ kind: "project_removed" }, ["its project is not configured any more", true, "spool config validate"]],
  ],
  damaged: [[{ kind: "damaged", id: "x" }, ["the stored data of x is damaged: see the runner's log", true]]],
  backoff: [
    [{ kind: "backoff", until: 0 }, ["next attempt at 1970-01-01T00:00:00.000Z", false, "spool job retry 111111"]],
  ],
  dependency: [
    [{ kind: "dependency", threadIds: ["thr_333333"] }, ["waits for thr_333333", false, "spool thread show 333333"]],
  ],
  thread_busy: [
    [
      { kind: "thread_busy", jobId: "job_444444" },
      ["another job of its thread is at work (job_444444)", false, "spool job show 444444"],
    ],
  ],
  thread_asks: [
    [
      { kind: "thread_asks", jobId: "job_444444" },
      ["another job of its thread waits for an answer (job_444444)", true, "spool job show 444444"],
    ],
  ],
  global_lane: [
    [{ kind: "global_lane", limit: 4 }, ["all 4 slots of the runner are taken", false, "spool queue status"]],
  ],
  project_lane: [
    [
      { kind: "project_lane", project: "demo", limit: 1 },
      ["all 1 slots of demo are taken", false, "spool queue status"],
    ],
  ],
  agent_lane: [
    [
      { kind: "agent_lane", agent: "claude", limit: 2 },
      ["all 2 slots of claude are taken", false, "spool job switch 111111 --agent <agent>", "spool queue status"],
    ],
  ],
  account_closed: [
    [
      { kind: "account_closed", account: "claude", limit: "usage_window", until: 0 },
      [
        "account claude is closed until 1970-01-01T00:00:00.000Z: usage limit",
        false,
        "spool lane open claude",
        "spool job switch 111111 --agent <agent>",
      ],
    ],
    [
      { kind: "account_closed", account: "claude", limit: "auth", until: null },
      [
        expect.stringMatching(/^account claude is closed until it is opened by hand: /),
        true,
        "spool lane open claude",
        "spool job switch 111111 --agent <agent>",
      ],
    ],
  ],
  account_probe: [
    [
      { kind: "account_probe", account: "claude", jobId: "job_444444" },
      ["another job tries first whether account claude is answered again (job_444444)", false, "spool job show 444444"],
    ],
  ],
  budget: [
    [
      { kind: "budget", project: "demo", budget: "usd", until: 0 },
      [
        "demo has used up its dollars of the day, until 1970-01-01T00:00:00.000Z",
        false,
        "spool status",
        "spool config validate",
      ],
    ],
  ],
  starting: [[{ kind: "starting" }, ["starting", false]]],
};

describe("each reason to wait is said in one line, with what can be done", () => {
  test.each(Object.values(waits).flat())("%j", (reason, expected) => {
    const waiting = { jobId: job.id, reason };
    expect(told({ waiting })).toEqual(expected);
    expect(told({ waiting, job: { status: "retry_queued" } })).toEqual(expected);
  });

  test("of another job of the thread says nothing of this one", () => {
    const waiting = { jobId: "job_other", reason: { kind: "starting" } as const };
    expect(told({ waiting })).toEqual(["in the queue", false]);
  });
});

const question = { id: "apr_1", jobId: job.id, title: "what is asked", revision: "abc", status: "pending" } as const;

const asked: Record<ApprovalKind, [line: string, command: string]> = {
  plan: ["its plan waits for an answer: what is asked", "spool job approve 111111 --revision abc"],
  permission: ["asks: what is asked", "spool job approve 111111"],
  side_effect: ["asks: what is asked", "spool job approve 111111"],
  contract: ["outside its plan: what is asked", "spool job approve 111111"],
  budget: ["budget: what is asked", "spool job show 111111"],
  liveness: ["what is asked", "spool job show 111111"],
  publish: ["what is asked", "spool job approve 111111"],
  breakdown: ["what is asked", "spool job approve 111111"],
};

describe("a question goes before all else", () => {
  test.each(Object.entries(asked) as [ApprovalKind, [string, string]][])("%s", (kind, [line, command]) => {
    const pending = [{ ...question, kind }];
    for (const status of ["waiting_approval", "blocked", "running"] as const) {
      expect(told({ pending, job: { status, reason: "why" } })).toEqual([line, true, command]);
    }
  });

  test("the newest is told, with how many more there are; those of other jobs are not", () => {
    const older = { ...question, id: "apr_0", kind: "permission" as const, title: "older" };
    const other = { ...question, id: "apr_2", kind: "permission" as const, jobId: "job_other" };
    const pending = [older, { ...question, kind: "permission" as const }, other];
    expect(told({ pending })?.[0]).toBe("asks: what is asked (+1)");
  });
});

const remedies: [failureClass: string | null, isChanged: boolean, commands: string[]][] = [
  [null, false, ["spool job retry 111111"]],
  ["jest.test_failure", true, ["spool job retry 111111", "spool thread diff 222222"]],
  ["publish.failed", true, ["spool job retry 111111", "spool thread diff 222222"]],
  ["preflight.secret", true, ["spool thread diff 222222", "spool job retry 111111", "spool config validate"]],
  [
    "agent_missing",
    true,
    ["spool job switch 111111 --agent <agent>", "spool config validate", "spool job retry 111111"],
  ],
  ["agent.refusal", false, ["spool job retry 111111", "spool job switch 111111 --agent <agent>"]],
  ["invalid_input", false, ["spool config validate", "spool job retry 111111"]],
];

test.each(remedies)("blocked or failed by %s (changes: %s)", (failureClass, isChanged, commands) => {
  const stopped = { reason: "why it stopped\nand more" };
  const expected = ["why it stopped", true, ...commands];
  expect(told({ failureClass, isChanged, job: { status: "blocked", ...stopped } })).toEqual(expected);
  // The agent of a job that has failed cannot be switched any more.
  const without = expected.filter((part) => typeof part !== "string" || !part.startsWith("spool job switch"));
  expect(told({ failureClass, isChanged, job: { status: "failed", ...stopped } })).toEqual(without);
});

const goesOn: ReadonlySet<JobStatus> = new Set(["preparing", "running", "verifying", "succeeded", "cancelled"]);

test.each(jobStatuses)("a job that is %s has a line exactly when it does not go on", (status) => {
  const need = needOf({ ...facts, job: { ...job, status, reason: "x".repeat(5_000) } });
  expect(need === undefined).toBe(goesOn.has(status));
  expect(need?.line.length ?? 0).toBeLessThanOrEqual(300);
  for (const action of need?.actions ?? []) expect(needActionText(action)).not.toBe("");
});

test("a person reads the end of a wait on their own clock, a program in ISO 8601", () => {
  const now = Date.UTC(2026, 10, 29, 12);
  const until = now + 3_600_000;
  expect(waitReasonText({ kind: "backoff", until }, now)).toBe(`next attempt at ${formatUntil(until, now)}`);
  expect(waitReasonText({ kind: "backoff", until })).toBe("next attempt at 2026-11-29T13:00:00.000Z");
});
