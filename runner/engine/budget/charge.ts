import { noAmounts } from "../../../shared/budget/amounts.ts";
import type { BudgetMeter } from "../../../shared/model/budget.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { Run } from "../../../shared/model/run.ts";
import { readMeters } from "../../core/budget.ts";
import type { Core } from "../../core/core.ts";
import { findJob } from "../../core/references.ts";
import { isUnpriced } from "../../../shared/budget/cost.ts";
import { dayOf } from "../../../shared/budget/day.ts";
import { isNearlyUsedUp, isUsedUp } from "../../../shared/budget/meters.ts";
import type { Writes } from "../../store/port.ts";
import type { RunEvent } from "../ledger.ts";
import { waitedMs } from "../working-time.ts";

/** A budget of which nothing is left, or whose dollars cannot be counted. */
export type BudgetHit = BudgetMeter & { unknownPrice: boolean };

export interface AgentTime {
  now: number;
  /** When the agent ended, if it has; the runner may learn of it much later. */
  endedAt: number | undefined;
}

/** The run as it is written next, with what the log is told about its budgets. */
export interface Charged {
  run: Run;
  events: RunEvent[];
}

/**
 * Counts what came on top since the run was last written, in the transaction that writes it: the day's spend grows by
 * exactly what the run's row grows by. `next` is `before` with the figures of this moment.
 */
export async function charge(
  core: Core,
  transaction: Writes,
  before: Run,
  next: Run,
  { now, endedAt }: AgentTime,
): Promise<Charged> {
  const job = await findJob(transaction, before.jobId);
  const run = await withWorkedTime(transaction, before, next, { now, endedAt });
  await addSpend(core, transaction, job, before, run, now);
  const meters = await readMeters(core, transaction, job, run);
  const events: RunEvent[] = [];
  await warnOnce(core, transaction, job, meters, events, now);
  if (run.progress.budgetHit !== null) return { run, events };
  if (isUnpriced(run.progress.cost) && !isUnpriced(before.progress.cost) && job.allowUnknownPrice) {
    const limited = meters.some(({ kind }) => kind === "usd");
    const text = `the price of ${run.model ?? "the agent's model"} is not known: its dollars are not counted`;
    if (limited) events.push({ type: "warning", data: { code: "budget", text } });
  }
  const hit = hitOf(job, run, meters);
  if (!hit) return { run, events };
  events.push({ type: "budget.used_up", data: hit });
  return { run: { ...run, progress: { ...run.progress, budgetHit: hit } }, events };
}

/** What stops this run, if anything does. */
export function hitOf(job: Job, run: Run, meters: readonly BudgetMeter[]): BudgetHit | undefined {
  const usedUp = meters.find(isUsedUp);
  if (usedUp) return { ...usedUp, unknownPrice: false };
  const dollars = meters.find(({ kind }) => kind === "usd");
  if (dollars && isUnpriced(run.progress.cost) && !job.allowUnknownPrice) return { ...dollars, unknownPrice: true };
  return undefined;
}

async function withWorkedTime(
  transaction: Writes,
  before: Run,
  next: Run,
  { now, endedAt = now }: AgentTime,
): Promise<Run> {
  const { agentStartedAt, workedMs } = before.progress;
  if (agentStartedAt === null) return next;
  // A time before the start is that of another clock: the system's, which was set since.
  const until = endedAt < agentStartedAt ? now : Math.min(endedAt, now);
  const waited = waitedMs(await transaction.approvals.forJob(before.jobId), agentStartedAt, until);
  // Never less than before: the clock may have been set back.
  const worked = Math.max(workedMs, Math.round(until - agentStartedAt - waited));
  return { ...next, progress: { ...next.progress, workedMs: worked } };
}

async function addSpend(core: Core, transaction: Writes, job: Job, before: Run, run: Run, now: number): Promise<void> {
  const tokens = {
    input: run.tokens.input - before.tokens.input,
    cachedInput: run.tokens.cachedInput - before.tokens.cachedInput,
    output: run.tokens.output - before.tokens.output,
  };
  const charged = {
    day: dayOf(now, core.limits().timeZone),
    runId: run.id,
    model: run.model,
    projectId: run.projectId,
    agent: run.agent,
    billing: job.billing,
    tokens,
    turns: run.turns - before.turns,
    workedMs: run.progress.workedMs - before.progress.workedMs,
    usd: run.costUsd === null ? null : run.costUsd - (before.costUsd ?? 0),
    unpricedTokens: run.progress.cost.unpricedTokens - before.progress.cost.unpricedTokens,
  };
  await transaction.spend.add(charged);
}

/** The marks are rows, so that neither a restart nor another run of the same day tells it again. */
async function warnOnce(
  core: Core,
  transaction: Writes,
  job: Job,
  meters: readonly BudgetMeter[],
  events: RunEvent[],
  now: number,
): Promise<void> {
  const day = dayOf(now, core.limits().timeZone);
  const near = meters.filter(isNearlyUsedUp);
  const ofJob = near.filter(({ scope, kind }) => scope === "job" && !job.budgetWarned.includes(kind));
  if (ofJob.length > 0) {
    const budgetWarned = [...job.budgetWarned, ...ofJob.map(({ kind }) => kind)];
    await transaction.jobs.update(job.id, { budgetWarned });
  }
  events.push(...ofJob.map((data): RunEvent => ({ type: "budget.warning", data })));
  for (const meter of near) {
    const { scope, kind } = meter;
    if (scope === "job") continue;
    const projectId = scope === "project_day" ? job.projectId : null;
    const known = await transaction.budgetDays.get(day, projectId);
    const warned = known?.warned ?? [];
    if (warned.includes(kind)) continue;
    await transaction.budgetDays.put({ day, projectId, extra: known?.extra ?? noAmounts, warned: warned.concat(kind) });
    events.push({ type: "budget.warning", data: meter });
  }
}
