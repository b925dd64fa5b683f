import { pausesAgent } from "../../shared/machines/approval.ts";
import type { Approval } from "../../shared/model/approval.ts";

type Question = Pick<Approval, "kind" | "requestedAt" | "decidedAt">;

/** While a person is asked, the deadline moves on with the clock; it is looked at again after this at the earliest. */
const lookAgainMs = 5_000;

/**
 * How long, in milliseconds, the agent waited for a person between `since` and `now`: questions open at the same time count once. It
 * comes from the questions' own rows, so that a runner which was away meanwhile comes to the same.
 */
export function waitedMs(questions: readonly Question[], since: number, now: number): number {
  let total = 0;
  let counted = since;
  const inOrder = questions.toSorted((one, other) => one.requestedAt - other.requestedAt);
  for (const { kind, requestedAt, decidedAt } of inOrder) {
    if (!pausesAgent(kind)) continue;
    const from = Math.max(requestedAt, counted);
    const to = Math.min(decidedAt ?? now, now);
    // Also of a clock that was set back between question and answer.
    if (to <= from) continue;
    total += to - from;
    counted = to;
  }
  return total;
}

/** When an agent is out of time as things stand, and when that has to be looked at again; both epoch milliseconds. */
export function workingDeadline(
  questions: readonly Question[],
  work: { startedAt: number; timeoutMs: number; now: number },
): { at: number; lookAt: number } {
  const { startedAt, timeoutMs, now } = work;
  const at = startedAt + timeoutMs + waitedMs(questions, startedAt, now);
  const isAsked = questions.some(({ kind, decidedAt }) => decidedAt === null && pausesAgent(kind));
  return { at, lookAt: isAsked ? Math.max(at, now + lookAgainMs) : at };
}
