import { describe, expect, test } from "vitest";
import { forecast, leastJobs, type PastJob, spread, wilson } from "../../runner/core/forecast/forecast.ts";
import { forecastView } from "../../runner/core/queries/forecast.ts";
import { forecastText } from "../../shared/forecast.ts";
import { openWorld } from "../builders/core.ts";
import { approvalRow, jobRow, runRow, threadRow } from "../builders/rows.ts";

const of = { projectId: "prj_demo", agent: "claude" };
const minute = 60_000;

function past(count: number, change: Partial<PastJob> = {}): PastJob[] {
  return Array.from({ length: count }, (_, index) => ({
    ...of,
    succeeded: true,
    durationMs: (index + 1) * minute,
    turns: index + 1,
    ...change,
  }));
}

// The bounds are those of Wilson's formula as published tables give them.
test.each([
  [0, 20, 0, 0.161],
  [5, 5, 0.566, 1],
  [8, 10, 0.49, 0.943],
  [50, 100, 0.404, 0.596],
  [1, 1, 0.207, 1],
])("of %i out of %i the true share lies between %d and %d", (successes, trials, low, high) => {
  const interval = wilson(successes, trials);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});

test.each([
  [[], null],
  [[1, 2, 3, 4], null],
  [[5, 1, 4, 2, 3], { median: 3, p90: 5, sample: 5 }],
  [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], { median: 5, p90: 9, sample: 10 }],
])("half and nine tenths of %j", (values, expected) => {
  expect(spread(values)).toEqual(expected);
});

describe("the narrowest group with enough history speaks", () => {
  const own = past(leastJobs);
  const otherAgent = past(leastJobs, { agent: "codex" });
  const otherProject = past(leastJobs, { projectId: "prj_other" });
  const neither = past(leastJobs, { projectId: "prj_other", agent: "codex" });
  test.each<[string, PastJob[], string, number]>([
    ["its own", [...otherAgent, ...own, ...neither], "project_and_agent", 5],
    ["its project's", [...past(4), ...otherAgent, ...otherProject], "project", 9],
    ["its agent's", [...past(4), ...otherProject, ...neither], "agent", 9],
    ["its type's", [...past(2), ...past(1, { agent: "codex" }), ...neither], "job_type", 8],
  ])("%s", (_name, jobs, basis, count) => {
    expect(forecast(jobs, of)).toMatchObject({ kind: "known", basis, jobs: count });
  });

  test("too little of all says so, and how much there is", () => {
    expect(forecast([], of)).toEqual({ kind: "too_little", jobs: 0, needed: 5 });
    const few = forecast([...past(2), ...past(2, { agent: "codex" })], of);
    expect(few).toEqual({ kind: "too_little", jobs: 4, needed: 5 });
    expect(forecastText(few)).toBe("not enough history: 4 jobs like it ended, 5 are needed");
  });

  test("the newest hundred count", () => {
    const known = forecast([...past(100), ...past(900, { succeeded: false })], of);
    expect(known).toMatchObject({ jobs: 100, succeeded: 100 });
  });
});

test("how long and how many turns is told of those that succeeded, where there are enough", () => {
  const mixed = forecast([...past(6), ...past(4, { succeeded: false, durationMs: 1_000 * minute })], of);
  expect(mixed).toMatchObject({
    jobs: 10,
    succeeded: 6,
    chance: { share: 0.6 },
    durationMs: { median: 3 * minute, p90: 6 * minute, sample: 6 },
    turns: { median: 3, p90: 6, sample: 6 },
  });
  expect(forecastText(mixed)).toBe("6 of 10 succeeded (31–83 %) · about 3:00, 9 of 10 within 6:00 · about 3 turns");
  const silent = forecast(past(6, { turns: null }), of);
  expect(silent).toMatchObject({ turns: null, durationMs: { sample: 6 } });
  const failing = forecast(past(6, { succeeded: false }), of);
  expect(failing).toMatchObject({ succeeded: 0, durationMs: null, turns: null });
  expect(forecastText(failing)).toBe("0 of 6 succeeded (0–39 %)");
});

test("history is what ended: all runs of a job, by the agent it began with, without what was cancelled, is at work or asks", async () => {
  await using world = await openWorld();
  const { core } = world;
  const [project] = await core.store.read.projects.list();
  if (!project) throw new Error("no project");
  const ids = { threadId: "thr_0001", projectId: project.id };
  const asking = jobRow({ ...ids, id: "job_9", status: "blocked" });
  const jobs = [
    jobRow({ ...ids, id: "job_1", status: "succeeded" }),
    jobRow({ ...ids, id: "job_2", status: "succeeded" }),
    jobRow({ ...ids, id: "job_3", status: "failed" }),
    jobRow({ ...ids, id: "job_4", status: "blocked", agent: "codex", escalatedFrom: { agent: "claude", model: null } }),
    jobRow({ ...ids, id: "job_5", status: "succeeded" }),
    jobRow({ ...ids, id: "job_6", status: "cancelled" }),
    jobRow({ ...ids, id: "job_7", status: "succeeded", type: "review" }),
    jobRow({ ...ids, id: "job_8", status: "running" }),
    asking,
  ];
  await core.store.write(async (transaction) => {
    await transaction.threads.insert(threadRow({ id: ids.threadId, projectId: ids.projectId }));
    for (const job of jobs) {
      await transaction.jobs.insert(job);
      for (const attempt of [1, 2]) {
        const id = `run_${job.id}_${attempt}`;
        await transaction.runs.insert(
          runRow({ ...ids, id, jobId: job.id, attempt, turns: 3, startedAt: 1_000, finishedAt: 61_000 }),
        );
      }
    }
    await transaction.approvals.insert(approvalRow({ ...ids, jobId: asking.id, runId: null }));
  });
  const ended = await core.store.read.history.jobs({ type: "implement", projectId: project.id });
  expect(ended.map(({ id, status, agent }) => [id, status, agent])).toEqual([
    ["job_5", "succeeded", "claude"],
    ["job_4", "blocked", "claude"],
    ["job_3", "failed", "claude"],
    ["job_2", "succeeded", "claude"],
    ["job_1", "succeeded", "claude"],
  ]);
  expect(ended[0]).toMatchObject({ durationMs: 120_000, turns: 6 });
  const view = await forecastView(core, { project: "demo", jobType: "implement" });
  expect(view).toMatchObject({
    project: "demo",
    agent: "claude",
    forecast: { kind: "known", basis: "project_and_agent", jobs: 5, succeeded: 3, durationMs: null },
  });
  const other = await forecastView(core, { project: "demo", jobType: "implement", agent: "codex" });
  expect(other.forecast).toMatchObject({ basis: "project", jobs: 5 });
  const review = await forecastView(core, { project: "demo", jobType: "review" });
  expect(review.forecast).toEqual({ kind: "too_little", jobs: 1, needed: 5 });
});

test("what is not configured is said", async () => {
  await using world = await openWorld();
  await expect(forecastView(world.core, { project: "nowhere", jobType: "implement" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(forecastView(world.core, { project: "demo", jobType: "dance" })).rejects.toMatchObject({
    code: "invalid_input",
    hint: expect.stringContaining("implement"),
  });
});
