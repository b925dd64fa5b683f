import { noAmounts } from "../../shared/budget/amounts.ts";
import type { BudgetAmounts, BudgetMeter, DayBudget } from "../../shared/model/budget.ts";
import type { DayBudgets } from "../../shared/api/views.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Run } from "../../shared/model/run.ts";
import { dayOf, nextDayAt } from "../../shared/budget/day.ts";
import { jobMeters } from "../../shared/budget/job-meters.ts";
import { metersOf, weighedTokens } from "../../shared/budget/meters.ts";
import { isJobFinal } from "../../shared/machines/job.ts";
import type { Reads } from "../store/port.ts";
import type { Core } from "./core.ts";

const minuteMs = 60_000;

/** Of the day that `now` is in: of one project, or (null) of all. */
async function dayMeters(
  core: Core,
  reads: Reads,
  scope: { projectId: string | null; limits: DayBudget; isSubscription: boolean },
): Promise<BudgetMeter[]> {
  const { projectId, limits, isSubscription } = scope;
  if (Object.values(limits).every((limit) => limit === null)) return [];
  const day = dayOf(core.clock.now(), core.limits().timeZone);
  const sum = await reads.spend.total({ from: day, to: day, projectId });
  const used: BudgetAmounts = {
    usd: Math.max(0, sum.usd ?? 0),
    tokens: weighedTokens(sum.tokens),
    minutes: sum.workedMs / minuteMs,
    turns: sum.turns,
  };
  return metersOf({
    scope: projectId === null ? "runner_day" : "project_day",
    limits,
    extra: (await reads.budgetDays.get(day, projectId))?.extra ?? noAmounts,
    used,
    partlyUnknown: sum.unknownRuns > 0,
    isSubscription,
  });
}

/** Every budget that holds for a job, the job's own first. `current`: its run at work, as it is about to be written. */
export async function readMeters(core: Core, reads: Reads, job: Job, current?: Run): Promise<BudgetMeter[]> {
  const stored = await reads.runs.forJob(job.id);
  const runs = current ? [...stored.filter(({ id }) => id !== current.id), current] : stored;
  return [...jobMeters(job, runs), ...(await readDayMeters(core, reads, job))];
}

async function readDayMeters(core: Core, reads: Reads, job: Job): Promise<BudgetMeter[]> {
  const project = await reads.projects.get(job.projectId);
  const isSubscription = job.billing === "subscription";
  return [
    ...(project ? await dayMeters(core, reads, { projectId: project.id, limits: project.budget, isSubscription }) : []),
    ...(await dayMeters(core, reads, { projectId: null, limits: core.limits().budget, isSubscription })),
  ];
}

/** What of today's budgets holds for the newest job of a thread. */
export async function dayBudgets(core: Core, reads: Reads, job: Job | undefined): Promise<DayBudgets> {
  const isOver = job === undefined || isJobFinal(job.status);
  return {
    meters: isOver ? [] : await readDayMeters(core, reads, job),
    until: nextDayAt(core.clock.now(), core.limits().timeZone),
  };
}

/** How far the budgets of today are used, by project, and under null those of all projects together. */
export async function metersOfToday(
  core: Core,
  reads: Reads,
  projects: readonly Project[],
): Promise<Map<string | null, BudgetMeter[]>> {
  const found = new Map<string | null, BudgetMeter[]>();
  for (const project of [null, ...projects]) {
    const limits = project === null ? core.limits().budget : project.budget;
    const scope = { projectId: project?.id ?? null, limits, isSubscription: false };
    found.set(scope.projectId, await dayMeters(core, reads, scope));
  }
  return found;
}
