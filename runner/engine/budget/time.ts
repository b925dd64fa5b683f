import type { BudgetMeter } from "../../../shared/model/budget.ts";
import type { Run } from "../../../shared/model/run.ts";
import { readMeters } from "../../core/budget.ts";
import { isNearlyUsedUp, left, warningShare } from "../../../shared/budget/meters.ts";
import type { RunContext } from "../context.ts";
import type { RunEvent, RunLedger } from "../ledger.ts";
import type { Supervised } from "../ports.ts";
import { charge } from "./charge.ts";

/** Others may use up the same day, and a person may be asked meanwhile. */
const longestPauseMs = 30_000;

/** Writes how long the agent has worked by now, and what follows from it; `change` and `events` of the same moment too. */
export async function recordTime(
  ledger: RunLedger,
  process: Pick<Supervised, "endedAt">,
  change: Partial<Run> = {},
  events: readonly RunEvent[] = [],
): Promise<void> {
  let told: readonly RunEvent[] = [];
  await ledger.record(
    async (run, transaction, now) => {
      const next = { ...run, ...change };
      const charged = await charge(ledger.core, transaction, run, next, { now, endedAt: process.endedAt() });
      told = charged.events;
      return charged.run;
    },
    events,
    (transaction, now) => ledger.tell(transaction, told, now),
  );
}

/** How much may be used until a warning is due, or the end. */
function untilNoteworthy(meter: BudgetMeter): number {
  return isNearlyUsedUp(meter) ? left(meter) : meter.limit * warningShare - meter.used;
}

/** Where minutes are limited, they are counted when they may be nearly over or over, whether the agent says something or not. */
export function watchTime(context: RunContext, session: { countTime(): Promise<void> }): Disposable {
  const { ledger } = context;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  async function look(): Promise<void> {
    const meters = await readMeters(ledger.core, ledger.core.store.read, await ledger.job());
    const minutes = meters.filter(({ kind }) => kind === "minutes").map(untilNoteworthy);
    if (minutes.length === 0 || isClosed) return;
    const pauseMs = Math.min(Math.max(50, Math.min(...minutes) * 60_000), longestPauseMs);
    timer = setTimeout(() => {
      session
        .countTime()
        .then(look)
        // The run's end counts it in any case; a runner that lets go has nothing to count.
        .catch(() => undefined);
    }, pauseMs);
  }
  look().catch(() => undefined);
  return {
    [Symbol.dispose]: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
