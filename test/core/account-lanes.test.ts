import { noDayBudget } from "../../shared/budget/amounts.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planDispatch, type QueueFacts } from "../../runner/core/dispatch.ts";
import { closureAfter, laneState, type Refusal } from "../../shared/machines/account-lane.ts";
import { type AccountLane, type Closure, limitKinds } from "../../shared/model/account-lane.ts";
import type { WaitReason } from "../../shared/wait-reason.ts";
import { jobRow, projectRow } from "../builders/rows.ts";

const now = 1_700_000_000_000;
const minute = 60_000;
const facts = { now, random: 0, baseMs: 10_000 };

function refusal(change: Partial<Refusal> = {}): Refusal {
  const ids = { runId: "run_1", jobId: "j0", threadId: "t0" };
  return { kind: "rate", words: "slow down", resetAt: null, runBegan: now - 1_000, ...ids, ...change };
}

function closure(change: Partial<Closure> = {}): Closure {
  const ids = { runId: "run_1", jobId: "j0", threadId: "t0" };
  return {
    since: now - minute,
    until: now + minute,
    kind: "rate",
    words: "slow down",
    inARow: 1,
    probe: null,
    ...ids,
    ...change,
  };
}

function lane(change: Partial<Closure> | null, more: Partial<AccountLane> = {}): AccountLane {
  const closed = change && closure(change);
  return { account: "claude", agents: ["claude"], closed, openedAt: null, openedBy: null, ...more };
}

describe("until when an account is closed", () => {
  const untils: [string, Partial<Refusal>, number, number | null][] = [
    ["the vendor's own time", { resetAt: now + 5 * minute }, 1, now + 5 * minute],
    ["a usage window of days", { kind: "usage_window", resetAt: now + 6 * 1_440 * minute }, 1, now + 8_640 * minute],
    ["half a minute, overloaded and without a time", { kind: "overloaded" }, 1, now + minute / 2],
    ["twice as long, overloaded twice", { kind: "overloaded" }, 2, now + minute],
    ["at most a quarter of an hour, overloaded", { kind: "overloaded" }, 40, now + 15 * minute],
    ["a minute, for a rate", {}, 1, now + minute],
    ["a quarter of an hour, for a quota", { kind: "quota" }, 1, now + 15 * minute],
    ["at most six hours, for a quota", { kind: "quota" }, 40, now + 360 * minute],
    ["as without a time, for one in the past", { resetAt: now - 1 }, 1, now + minute],
    ["as without a time, for one that no vendor means", { resetAt: now + 32 * 1_440 * minute }, 1, now + minute],
    ["not at once again", { resetAt: now + 1 }, 1, now + 1_000],
    ["as without a time at least, for the third time in a row", { resetAt: now + 1_000 }, 3, now + 4 * minute],
    ["until a person opens it, for a refused login", { kind: "auth", resetAt: now + minute }, 1, null],
  ];
  test.each(untils)("%s", (_name, change, inARow, until) => {
    const before = inARow === 1 ? undefined : lane({ inARow: inARow - 1, until: now - 1 });
    expect(closureAfter(before, refusal(change), facts)).toMatchObject({ until, inARow });
  });

  test("jitter is a fifth of the wait at most", () => {
    const spread = closureAfter(undefined, refusal(), { ...facts, random: 0.999_999 });
    expect(spread?.until).toBe(now + Math.round(minute * 1.2));
  });

  test("several runs that are refused at once close it once, and only a later end or a login counts", () => {
    const before = lane({ until: now + minute });
    expect(closureAfter(before, refusal(), facts)).toBeUndefined();
    const later = closureAfter(before, refusal({ resetAt: now + 5 * minute }), facts);
    expect(later).toMatchObject({ until: now + 5 * minute, inARow: 1 });
    expect(closureAfter(before, refusal({ kind: "auth" }), facts)).toMatchObject({ until: null, inARow: 1 });
    expect(closureAfter(lane({ kind: "auth", until: null }), refusal(), facts)).toBeUndefined();
  });

  test("a run that began before does not count as one more", () => {
    const before = lane({ until: now - 1, inARow: 2 });
    expect(closureAfter(before, refusal({ runBegan: now - 2 * minute }), facts)?.inARow).toBe(2);
    expect(closureAfter(before, refusal(), facts)?.inARow).toBe(3);
  });

  test("a login that was put right is not refused again by a run that began before", () => {
    const openedAt = now - 10_000;
    const late = refusal({ kind: "auth", runBegan: openedAt - 1 });
    expect(closureAfter(lane(null, { openedAt }), late, facts)).toBeUndefined();
    expect(closureAfter(lane(null, { openedAt }), { ...late, runBegan: openedAt + 1 }, facts)?.until).toBeNull();
  });

  test("whatever the vendor says, it ends by itself, or a person is asked", () => {
    const resets = fc.option(fc.oneof(fc.double(), fc.integer(), fc.constant(Number.NaN), fc.constant(Infinity)));
    fc.assert(
      fc.property(
        fc.constantFrom(...limitKinds),
        resets,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (kind, resetAt, inARow, random) => {
          const before = lane({ inARow, until: now - 1 });
          const closed = closureAfter(before, refusal({ kind, resetAt }), { ...facts, random });
          if (!closed) throw new Error("it was to be closed");
          expect(closed.until === null).toBe(kind === "auth");
          if (closed.until === null) return;
          expect(Number.isSafeInteger(closed.until)).toBe(true);
          expect(closed.until).toBeGreaterThanOrEqual(now + 1_000);
          expect(closed.until).toBeLessThanOrEqual(now + 31 * 86_400_000);
          expect(laneState({ closed }, closed.until)).toBe("probing");
        },
      ),
    );
  });

  test("a clock that was set back keeps nothing closed", () => {
    expect(laneState(lane({ since: now + 1, until: now + minute }), now)).toBe("probing");
    expect(laneState(lane({ since: now + 1, until: null }), now)).toBe("closed");
    expect([laneState(lane(null), now), laneState(undefined, now)]).toEqual(["open", "open"]);
  });
});

const agents = new Map<string, { maxJobs: number | null; account: string }>([
  ["claude", { maxJobs: null, account: "claude" }],
  ["claude-fast", { maxJobs: null, account: "claude" }],
  ["codex", { maxJobs: null, account: "codex" }],
]);
const job = (id: string, change = {}) =>
  jobRow({ id, threadId: `t_${id}`, agent: "claude", updatedAt: now, owner: null, ...change });

function queue(change: Partial<QueueFacts>): QueueFacts {
  return {
    waiting: [],
    active: [],
    parked: [],
    projects: new Map([[projectRow.id, projectRow]]),
    pauses: [],
    limits: { retryBaseMs: 10_000, maxConcurrentJobs: 10, agents, budget: noDayBudget, timeZone: "UTC" },
    today: new Map(),
    nextDay: 86_400_000,
    lanes: new Map(),
    unmetDependencies: new Map(),
    damaged: new Set(),
    now,
    ...change,
  };
}

const lanes = (change: Partial<Closure> | null) => new Map([["claude", lane(change)]]);
const start: WaitReason = { kind: "starting" };
const closedUntil = (until: number | null, limit: Closure["kind"] = "rate"): WaitReason => ({
  kind: "account_closed",
  account: "claude",
  limit,
  until,
});
const probed = (jobId: string): WaitReason => ({ kind: "account_probe", account: "claude", jobId });

const plans: [string, Partial<QueueFacts>, WaitReason[]][] = [
  [
    "a closed account parks each of its agents' jobs, and no other's",
    { waiting: [job("j1"), job("j2", { agent: "claude-fast" }), job("j3", { agent: "codex" })], lanes: lanes({}) },
    [closedUntil(now + minute), closedUntil(now + minute), start],
  ],
  [
    "a refused login parks them until a person acts",
    { waiting: [job("j1")], lanes: lanes({ kind: "auth", until: null }) },
    [closedUntil(null, "auth")],
  ],
  [
    "when its time is over, one tries first",
    { waiting: [job("j1"), job("j2"), job("j3", { agent: "codex" })], lanes: lanes({ until: now }) },
    [start, probed("j1"), start],
  ],
  [
    "while one tries, the others wait",
    { waiting: [job("j1")], active: [job("j9", { status: "running" })], lanes: lanes({ until: now, probe: "j9" }) },
    [probed("j9")],
  ],
  [
    "one that tried and is not at work any more makes room for another",
    { waiting: [job("j9"), job("j1")], lanes: lanes({ until: now, probe: "j9" }) },
    [start, probed("j9")],
  ],
  [
    "one that was at work before is none that tries",
    { waiting: [job("j1")], active: [job("j9", { status: "running" })], lanes: lanes({ until: now }) },
    [start],
  ],
  [
    "the one over which it was closed comes last",
    { waiting: [job("j0"), job("j1")], lanes: lanes({ until: now }) },
    [probed("j1"), start],
  ],
  [
    "and tries itself when nobody else can",
    {
      waiting: [job("j0"), job("j1", { dueAt: now + minute })],
      lanes: lanes({ until: now }),
    },
    [start, { kind: "backoff", until: now + minute }],
  ],
  [
    "one that has no slot tries nothing",
    {
      waiting: [job("j1"), job("j2", { agent: "claude-fast" })],
      limits: {
        retryBaseMs: 1,
        maxConcurrentJobs: 10,
        agents: new Map([...agents, ["claude", { maxJobs: 0, account: "claude" }]]),
        budget: noDayBudget,
        timeZone: "UTC",
      },
      lanes: lanes({ until: now }),
    },
    [{ kind: "agent_lane", agent: "claude", limit: 0 }, start],
  ],
  ["an open account holds up nothing", { waiting: [job("j1"), job("j2")], lanes: lanes(null) }, [start, start]],
  [
    "an agent that is not configured any more has an account of its own",
    { waiting: [job("j1", { agent: "gone" })], lanes: lanes({}) },
    [start],
  ],
];

test.each(plans)("%s", (_name, change, reasons) => {
  expect(planDispatch(queue(change)).entries.map(({ reason }) => reason)).toEqual(reasons);
});

test("the queue is looked at again when the account's time is over", () => {
  expect(planDispatch(queue({ waiting: [job("j1")], lanes: lanes({}) })).wakeAt).toBe(now + minute);
  const held = queue({ waiting: [job("j1")], lanes: lanes({ until: null }) });
  expect(planDispatch(held).wakeAt).toBeUndefined();
});
