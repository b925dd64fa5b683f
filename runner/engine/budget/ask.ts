import { readMeters } from "../../core/budget.ts";
import { findJob } from "../../core/references.ts";
import { dayOf } from "../../../shared/budget/day.ts";
import { left, tightest } from "../../../shared/budget/meters.ts";
import { offer, offerUnpriced } from "../../../shared/budget/offer.ts";
import type { AgentOutcome } from "../../agents/port.ts";
import type { RunContext } from "../context.ts";
import type { ConfiguredAgent } from "../ports.ts";
import type { Conducted } from "../stages/work.ts";
import type { Verdict } from "../verdict.ts";
import { type BudgetHit, hitOf } from "./charge.ts";

/** The run ends by asking for more. */
async function askForBudget(context: RunContext, hit: BudgetHit): Promise<Verdict> {
  const { ledger } = context;
  const { core, run } = ledger;
  const { read } = core.store;
  const job = await ledger.job();
  const current = (await readMeters(core, read, job)).find(
    ({ scope, kind }) => scope === hit.scope && kind === hit.kind,
  );
  const meter = current ?? hit;
  const day = hit.scope === "job" ? null : dayOf(ledger.now(), core.limits().timeZone);
  const granted =
    day === null
      ? job.budgetExtra
      : (await read.budgetDays.get(day, hit.scope === "project_day" ? job.projectId : null))?.extra;
  const base = meter.limit - (granted?.[hit.kind] ?? 0);
  const { title, payload } = hit.unknownPrice ? offerUnpriced(meter, run.model) : offer(meter, base, day);
  return {
    kind: "asks",
    outcome: "failed",
    class: `budget.${hit.kind}`,
    message: title,
    waitsFor: "budget",
    question: { requestKey: "budget", title, payload, detail: null },
  };
}

/** Before the run's agent is first started: asks when nothing is left for it. */
export async function usedUpBefore(context: RunContext): Promise<Verdict | undefined> {
  const { ledger } = context;
  if (ledger.run.progress.agentStartedAt !== null) return undefined;
  const job = await findJob(ledger.core.store.read, ledger.run.jobId);
  const hit = hitOf(job, ledger.run, await readMeters(ledger.core, ledger.core.store.read, job));
  return hit && (await askForBudget(context, hit));
}

/** What a run comes to whose agent was stopped for a used-up budget, by the runner or by the vendor's own limit. */
export async function stoppedByBudget(
  context: RunContext,
  agent: ConfiguredAgent,
  { ended, outcome }: Pick<Conducted, "ended" | "outcome">,
): Promise<Verdict | undefined> {
  // What else stopped it is asked or told first; the next run finds the budget used up before it starts.
  if (ended === "cancelled" || ended === "halted") return undefined;
  // Done is done: what was used too much is asked for before the agent works again.
  const isDone = outcome.kind === "completed" && (ended !== "budget" || saysWhenDone(agent));
  if (isDone) return undefined;
  const hit = context.ledger.run.progress.budgetHit ?? (await budgetOfOutcome(context, outcome));
  return hit ? await askForBudget(context, hit) : undefined;
}

/** A command that is ended may answer with exit code 0: of the others the protocol tells that the work is done. */
function saysWhenDone({ adapter }: ConfiguredAgent): boolean {
  return adapter.id !== "command";
}

/** The vendor's own limit, which is what was left of ours, ended the agent: the same question. */
async function budgetOfOutcome(context: RunContext, outcome: AgentOutcome): Promise<BudgetHit | undefined> {
  if (outcome.kind !== "failed") return undefined;
  const kind = outcome.failure === "turn_limit" ? "turns" : outcome.failure === "cost_limit" ? "usd" : undefined;
  if (kind === undefined) return undefined;
  const { core } = context.ledger;
  const meter = tightest(await readMeters(core, core.store.read, await context.ledger.job()), kind);
  return meter && { ...meter, unknownPrice: false };
}

/** What the vendor's own limits are set to: what is left, so that they hold should ours fail. */
export async function allowance(context: RunContext): Promise<{ turns: number | null; usd: number | null }> {
  const { core } = context.ledger;
  const meters = await readMeters(core, core.store.read, await context.ledger.job());
  const turns = tightest(meters, "turns");
  const usd = tightest(meters, "usd");
  return { turns: turns ? Math.max(1, Math.floor(left(turns))) : null, usd: usd ? Math.max(0.0001, left(usd)) : null };
}
