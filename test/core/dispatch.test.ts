import { expect, test } from "vitest";
import { noDayBudget } from "../../shared/budget/amounts.ts";
import type { WaitReason } from "../../shared/wait-reason.ts";
import { planDispatch, type QueueFacts, readQueue } from "../../runner/core/dispatch.ts";
import { startThread } from "../../runner/core/commands/threads.ts";
import { openWorld, operatorCaller, projectSettings } from "../builders/core.ts";
import { jobRow, projectRow } from "../builders/rows.ts";

const now = 10_000;

function facts(change: Partial<QueueFacts>): QueueFacts {
  return {
    waiting: [],
    active: [],
    parked: [],
    projects: new Map([[projectRow.id, projectRow]]),
    pauses: [],
    limits: {
      retryBaseMs: 10_000,
      maxConcurrentJobs: 10,
      agents: new Map([["codex", { maxJobs: 1, account: "codex" }]]),
      budget: noDayBudget,
      timeZone: "UTC",
    },
    today: new Map(),
    nextDay: 86_400_000,
    lanes: new Map(),
    unmetDependencies: new Map(),
    damaged: new Set(),
    now,
    ...change,
  };
}

const job = (id: string, threadId: string, change = {}) => jobRow({ id, threadId, updatedAt: now, ...change });
const project = (change: object) => new Map([[projectRow.id, { ...projectRow, ...change }]]);
const reading = { writeMode: "read_only" } as const;
const pause = { by: "ada", reason: null, at: 1 };

const cases: [string, Partial<QueueFacts>, WaitReason[]][] = [
  ["a job with nothing in its way starts", { waiting: [job("j1", "t1")] }, [{ kind: "starting" }]],
  [
    "a paused queue starts nothing",
    { waiting: [job("j1", "t1")], pauses: [{ ...pause, projectId: null }] },
    [{ kind: "paused", project: null }],
  ],
  [
    "a paused project starts nothing of its own",
    { waiting: [job("j1", "t1")], pauses: [{ ...pause, projectId: "prj_demo" }] },
    [{ kind: "paused", project: "demo" }],
  ],
  [
    "another project's pause does not matter",
    { waiting: [job("j1", "t1")], pauses: [{ ...pause, projectId: "prj_other" }] },
    [{ kind: "starting" }],
  ],
  [
    "a project that left the configuration starts nothing",
    { waiting: [job("j1", "t1")], projects: project({ removedAt: 1 }) },
    [{ kind: "project_removed" }],
  ],
  [
    "an unknown project starts nothing",
    { waiting: [job("j1", "t1")], projects: new Map() },
    [{ kind: "project_removed" }],
  ],
  [
    "a damaged thread holds up its own jobs only",
    { waiting: [job("j1", "t1"), job("j2", "t2")], damaged: new Set(["t1"]) },
    [{ kind: "damaged", id: "t1" }, { kind: "starting" }],
  ],
  [
    "back-off is kept to the millisecond",
    { waiting: [job("j1", "t1", { dueAt: now + 1 }), job("j2", "t2", { dueAt: now })] },
    [{ kind: "backoff", until: now + 1 }, { kind: "starting" }],
  ],
  [
    "a thread waits for what it depends on",
    { waiting: [job("j1", "t1")], unmetDependencies: new Map([["t1", ["t0"]]]) },
    [{ kind: "dependency", threadIds: ["t0"] }],
  ],
  [
    "of two writing jobs of a thread the first starts",
    { waiting: [job("j1", "t1"), job("j2", "t1")] },
    [{ kind: "starting" }, { kind: "thread_busy", jobId: "j1" }],
  ],
  [
    "reading jobs run beside a writing one",
    { waiting: [job("j2", "t1", reading), job("j3", "t1", reading)], active: [job("j1", "t1")] },
    [{ kind: "starting" }, { kind: "starting" }],
  ],
  [
    "unless the project says that they may not",
    {
      waiting: [job("j2", "t1", reading)],
      active: [job("j1", "t1")],
      projects: project({ allowReadOnlyParallel: false }),
    },
    [{ kind: "thread_busy", jobId: "j1" }],
  ],
  [
    "and then a writing one does not start beside a reading one either",
    {
      waiting: [job("j2", "t1")],
      active: [job("j1", "t1", reading)],
      projects: project({ allowReadOnlyParallel: false }),
    },
    [{ kind: "thread_busy", jobId: "j1" }],
  ],
  [
    "the runner's slots are shared by all",
    {
      waiting: [job("j2", "t2"), job("j3", "t3")],
      active: [job("j1", "t1")],
      limits: { retryBaseMs: 10_000, maxConcurrentJobs: 2, agents: new Map(), budget: noDayBudget, timeZone: "UTC" },
    },
    [{ kind: "starting" }, { kind: "global_lane", limit: 2 }],
  ],
  [
    "a project's slots are its own",
    { waiting: [job("j1", "t1"), job("j2", "t2")], projects: project({ maxJobs: 1 }) },
    [{ kind: "starting" }, { kind: "project_lane", project: "demo", limit: 1 }],
  ],
  [
    "an agent's slots are shared by all projects; a job behind a full lane passes by",
    { waiting: [job("j1", "t1", { agent: "codex" }), job("j2", "t2", { agent: "codex" }), job("j3", "t3")] },
    [{ kind: "starting" }, { kind: "agent_lane", agent: "codex", limit: 1 }, { kind: "starting" }],
  ],
  [
    "a job put off by a clock that was set back since does not wait for that clock",
    { waiting: [job("j1", "t1", { dueAt: now + 86_400_500, updatedAt: now + 86_400_000 })] },
    [{ kind: "starting" }],
  ],
];

for (const [name, change, reasons] of cases) {
  test(`in the queue, ${name}`, () => {
    const { entries } = planDispatch(facts(change));
    expect(entries.map((entry) => entry.reason)).toEqual(reasons);
    expect(entries.map((entry) => entry.position)).toEqual(reasons.map((_, index) => index + 1));
  });
}

test("the next look is due when the first back-off ends", () => {
  const waiting = [job("j1", "t1", { dueAt: now + 500 }), job("j2", "t2", { dueAt: now + 200 }), job("j3", "t3")];
  expect(planDispatch(facts({ waiting })).wakeAt).toBe(now + 200);
  expect(planDispatch(facts({})).wakeAt).toBeUndefined();
});

test("the queue as stored is in order of priority and age, with dependencies met by idle and archived threads", async () => {
  await using world = await openWorld({ projects: [projectSettings()] });
  const { core } = world;
  const start = async (instruction: string, change: object = {}) => {
    world.advance(1);
    return startThread(core, operatorCaller(), { project: "demo", instruction, ...change });
  };
  const first = await start("first");
  const second = await start("second", { dependsOn: [first.thread.id] });
  const urgent = await start("urgent", { priority: 1 });
  const plan = async () => planDispatch(await readQueue(core, core.store.read)).entries;
  expect((await plan()).map((entry) => [entry.job.title, entry.reason.kind])).toEqual([
    ["urgent", "starting"],
    ["first", "starting"],
    ["second", "dependency"],
  ]);
  await core.store.write(async (transaction) => {
    for (const { job: done, thread } of [urgent, first]) {
      await transaction.jobs.update(done.id, { status: "succeeded" });
      await transaction.threads.update(thread.id, { status: "idle" });
    }
  });
  expect(await plan()).toMatchObject([{ job: { id: second.job.id }, reason: { kind: "starting" } }]);
});
