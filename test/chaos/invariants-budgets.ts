import type { Store } from "../../runner/store/port.ts";
import { spendOf } from "../../shared/budget/spend.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { Run } from "../../shared/model/run.ts";
import type { Spending } from "./behaviours-budgets.ts";
import type { Driver } from "./driver.ts";

/**
 * Nobody uses more than the bar and a turn without having been given more, each bar is warned of once and told to be
 * used up once, each answer adds once, and days are charged with what the runs say.
 */
export async function brokenBudgets(
  violations: string[],
  facts: { store: Store; driver: Driver; events: readonly TimelineEvent[]; runs: readonly Run[] },
): Promise<void> {
  const { store, driver, events, runs } = facts;
  for (const { behaviour, jobId, number } of driver.jobs) {
    const { spending, name } = behaviour;
    if (!spending) continue;
    const say = (what: string) => violations.push(`job ${number} (${name}) ${what}`);
    const own = events.filter((event) => event.jobId === jobId);
    if (spending.scope === "job") brokenBars(say, spending, own, 1);
    const asked = (await store.read.approvals.forJob(jobId)).filter(({ kind }) => kind === "budget");
    if (spending.asked !== undefined && asked.length !== spending.asked) say(`asked for more ${asked.length} times`);
    const others = asked.filter(({ status }) => status !== "approved").map(({ status }) => status);
    if (others.length > 0) say(`was not given more: ${others.join()}`);
  }
  const daily = driver.jobs.filter(({ behaviour }) => behaviour.spending?.scope === "project_day");
  const day = daily[0]?.behaviour.spending;
  const ofDay = events.filter((event) => daily.some(({ jobId }) => jobId === event.jobId));
  if (day) brokenBars((what) => violations.push(`the project's day ${what}`), day, ofDay, daily.length);
  const charged = await store.read.spend.total({ from: "2000-01-01", to: "2999-12-31", projectId: null });
  const used = spendOf(runs);
  for (const what of ["tokens", "turns", "workedMs", "usd", "unknownRuns"] as const) {
    if (rounded(charged[what]) === rounded(used[what])) continue;
    violations.push(
      `the days are charged with ${rounded(charged[what])} ${what}, the runs used ${rounded(used[what])}`,
    );
  }
}

/** `atWork`: so many jobs may use the same budget at a time, each a turn beyond its bar. */
function brokenBars(
  say: (what: string) => void,
  spending: Spending,
  events: readonly TimelineEvent[],
  atWork: number,
): void {
  const { scope, kind, perTurn, granted } = spending;
  let { limit } = spending;
  let used = 0;
  const bars = new Map<number, { warned: number; usedUp: Set<string> }>();
  const barAt = (at: number) => {
    const bar = bars.get(at) ?? { warned: 0, usedUp: new Set<string>() };
    bars.set(at, bar);
    return bar;
  };
  for (const event of events) {
    if (event.type === "run.ended") {
      used += kind === "usd" ? (event.data.costUsd ?? 0) : event.data.turns;
      const most = limit + perTurn * atWork;
      if (used > most + 1e-6) say(`used ${used} ${kind}, more than the ${limit} it had and a turn`);
    }
    if (event.type === "budget.warning" && event.data.scope === scope) {
      barAt(event.data.limit).warned += 1;
      if (event.data.limit !== limit) say(`was warned of ${event.data.limit} ${kind}, its limit was ${limit}`);
    }
    if (event.type === "budget.used_up") {
      if (event.data.scope !== scope || event.data.kind !== kind) say(`used up ${event.data.scope} ${event.data.kind}`);
      const { usedUp } = barAt(event.data.limit);
      if (usedUp.has(event.runId ?? "")) say(`was told twice in run ${event.runId} that ${limit} ${kind} are used up`);
      usedUp.add(event.runId ?? "");
    }
    if (event.type === "budget.extended") {
      if (event.data.amount !== granted) say(`was given ${event.data.amount} ${kind}, not ${granted}`);
      limit += event.data.amount ?? 0;
    }
  }
  for (const [at, { warned, usedUp }] of bars) {
    if (warned !== 1) say(`was warned ${warned} times of ${at} ${kind}`);
    if (scope === "job" && usedUp.size > 1) say(`was told ${usedUp.size} times that ${at} ${kind} are used up`);
  }
}

/** Sums of fractions that were added in another order. */
function rounded(value: unknown): string {
  return typeof value === "number" ? value.toFixed(6) : JSON.stringify(value);
}
