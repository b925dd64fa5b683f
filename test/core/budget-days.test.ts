import { expect, test } from "vitest";
import { claimJob } from "../../runner/engine/claim.ts";
import { approveJob, decideApproval } from "../../runner/core/commands/approvals.ts";
import { releaseEndedDays } from "../../runner/core/commands/release-days.ts";
import { planDispatch, readQueue } from "../../runner/core/dispatch.ts";
import { statusView } from "../../runner/core/queries/status.ts";
import { findJob } from "../../runner/core/references.ts";
import { threadDetail } from "../../runner/core/queries/thread-detail.ts";
import { requestApproval } from "../../runner/core/request-approval.ts";
import { moveJob } from "../../runner/core/transitions.ts";
import { noDayBudget } from "../../shared/budget/amounts.ts";
import { dayOf, nextDayAt } from "../../shared/budget/day.ts";
import { offer } from "../../shared/budget/offer.ts";
import type { BudgetKind, BudgetMeter } from "../../shared/model/budget.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Run } from "../../shared/model/run.ts";
import type { SpendCharge } from "../../shared/model/spend.ts";
import { openWorld, projectSettings, type World } from "../builders/core.ts";
import { ada, force, start } from "./support/work.ts";

const today = (world: World) => dayOf(world.core.clock.now(), "UTC");

/** A dollar and a turn of today. */
const spent = (world: World, { job, run }: { job: Job; run: Run }): SpendCharge => ({
  ...{ day: today(world), runId: run.id, model: "gpt-5", projectId: job.projectId, agent: job.agent },
  ...{ billing: "api", tokens: { input: 1, cachedInput: 0, output: 1 }, turns: 1, workedMs: 1, usd: 1 },
  unpricedTokens: 0,
});

/** A job whose run ended because the runner's day has nothing left of a kind. */
async function stoppedByDay(world: World, kind: BudgetKind, day = today(world)) {
  const { job } = await start(world);
  const claimed = await claimJob(world.core, job, "box");
  if (!claimed) throw new Error("not claimed");
  await force(world, job.id, "running");
  const meter: BudgetMeter = { scope: "runner_day", kind, used: 10, limit: 10, partlyUnknown: false };
  const approval = await world.core.store.write(async (transaction) => {
    const now = world.core.clock.now();
    await transaction.runs.update(claimed.run.id, claimed.run.generation, { status: "failed", finishedAt: now });
    await moveJob(transaction, await findJob(transaction, job.id), "blocked", { now, parked: true, reason: "budget" });
    return requestApproval(world.core, transaction, {
      ...{ job: await findJob(transaction, job.id), runId: claimed.run.id, kind: "budget", requestKey: "budget", now },
      ...{ ...offer(meter, 10, day), detail: null },
    });
  });
  return { jobId: job.id, approval };
}

const statuses = async (world: World, ...jobIds: string[]) => {
  const jobs = await Promise.all(jobIds.map((id) => findJob(world.core.store.read, id)));
  return jobs.map(({ status }) => status);
};

test("one extension of a day lets go on everything that the same of it stopped, and nothing else", async () => {
  await using world = await openWorld();
  const first = await stoppedByDay(world, "turns");
  const second = await stoppedByDay(world, "turns");
  const other = await stoppedByDay(world, "usd");
  await decideApproval(world.core, ada, { approvalId: first.approval.id, decision: "approve", choice: "extend_half" });
  expect(await statuses(world, first.jobId, second.jobId, other.jobId)).toEqual(["queued", "queued", "blocked"]);
  expect((await world.core.store.read.budgetDays.get(today(world), null))?.extra).toMatchObject({ turns: 5, usd: 0 });
  const extended = (await world.core.store.read.events.after(0, {}, 1_000)).filter(
    ({ type }) => type === "budget.extended",
  );
  expect(extended).toMatchObject([{ data: { scope: "runner_day", kind: "turns", amount: 5, by: "ada" } }]);
  // Twice is told, and grants nothing more.
  const again = decideApproval(world.core, ada, { approvalId: second.approval.id, decision: "approve" });
  await expect(again).rejects.toMatchObject({ code: "already_decided" });
});

test("the next day lets go on what the day before stopped, by itself", async () => {
  await using world = await openWorld();
  const old = await stoppedByDay(world, "turns", "2020-01-01");
  const now = await stoppedByDay(world, "turns");
  const wakeAt = await releaseEndedDays(world.core);
  expect(await statuses(world, old.jobId, now.jobId)).toEqual(["queued", "blocked"]);
  expect(dayOf(wakeAt ?? 0, "UTC")).not.toBe(today(world));
  expect((await world.core.store.read.approvals.get(old.approval.id))?.decidedBy).toBe("spool");
});

test("all that a job asks is approved at once: its day is extended, for all that it stopped", async () => {
  await using world = await openWorld();
  const first = await stoppedByDay(world, "turns");
  const second = await stoppedByDay(world, "turns");
  const { approvals } = await approveJob(world.core, ada, { jobId: first.jobId });
  expect(approvals.map(({ id, status }) => [id, status])).toEqual([[first.approval.id, "approved"]]);
  expect(await statuses(world, first.jobId, second.jobId)).toEqual(["queued", "queued"]);
  expect((await world.core.store.read.budgetDays.get(today(world), null))?.extra).toMatchObject({ turns: 10 });
});

test("the status shows the budgets of the day of every project, also when nothing waits", async () => {
  const budget = { ...noDayBudget, turns: 5 };
  await using world = await openWorld({ projects: [projectSettings({ budget })] });
  world.limits.budget = { ...noDayBudget, usd: 1 };
  const { budgets } = await statusView(world.core, {
    ...{ version: "1", startedAt: 1, dataDirectory: "/data", address: "here", sandbox: "none", problems: [] },
  });
  expect(budgets).toEqual([
    { project: null, scope: "runner_day", kind: "usd", used: 0, limit: 1, partlyUnknown: false },
    { project: "demo", scope: "project_day", kind: "turns", used: 0, limit: 5, partlyUnknown: false },
  ]);
});

test("a used-up day of the runner holds every queue, but not in dollars what a subscription pays for", async () => {
  await using world = await openWorld();
  const { job } = await start(world);
  const claimed = await claimJob(world.core, job, "box");
  if (!claimed) throw new Error("not claimed");
  const { job: held } = await start(world);
  const { job: paid } = await start(world);
  world.limits.budget = { ...noDayBudget, usd: 1 };
  await world.core.store.write(async (transaction) => {
    await transaction.jobs.update(paid.id, { billing: "subscription" });
    await transaction.spend.add(spent(world, claimed));
  });
  const { entries, wakeAt } = planDispatch(await readQueue(world.core, world.core.store.read));
  const until = nextDayAt(world.core.clock.now(), "UTC");
  const reasons = new Map(entries.map((entry) => [entry.job.id, entry.reason]));
  expect(reasons.get(held.id)).toMatchObject({ kind: "budget", project: null, budget: "usd" });
  expect(reasons.get(paid.id)).toEqual({ kind: "starting" });
  expect(Math.abs((wakeAt ?? 0) - until)).toBeLessThanOrEqual(1_000);
});

test("a thread shows what of the day holds for its newest job, with what was granted, until that job is over", async () => {
  await using world = await openWorld({ projects: [projectSettings({ budget: { ...noDayBudget, usd: 1 } })] });
  world.limits.budget = { ...noDayBudget, turns: 10 };
  const { job, thread } = await start(world);
  const claimed = await claimJob(world.core, job, "box");
  if (!claimed) throw new Error("not claimed");
  const { thread: other } = await start(world);
  const until = nextDayAt(world.core.clock.now(), "UTC");
  const shown = async (threadId: string) => (await threadDetail(world.core, threadId)).dayBudgets;
  await world.core.store.write(async (transaction) => {
    const extra = { usd: 0, tokens: 0, minutes: 0, turns: 5 };
    await transaction.budgetDays.put({ day: today(world), projectId: null, extra, warned: [] });
    await transaction.spend.add(spent(world, claimed));
  });
  const ofRunner = { scope: "runner_day", kind: "turns", used: 1, limit: 15, partlyUnknown: false };
  const ofProject = { scope: "project_day", kind: "usd", used: 1, limit: 1, partlyUnknown: false };
  expect(await shown(other.id)).toEqual({ meters: [ofProject, ofRunner], until });
  await force(world, job.id, "running", "succeeded");
  expect(await shown(thread.id)).toEqual({ meters: [], until });
});
