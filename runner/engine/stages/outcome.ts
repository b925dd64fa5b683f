import type { StuckStop } from "../../../shared/model/run.ts";
import { firstLine } from "../../../shared/text.ts";
import type { LimitKind } from "../../../shared/model/account-lane.ts";
import type { AgentOutcome } from "../../agents/port.ts";
import { resetTime } from "../../agents/reset-time.ts";
import type { RunContext } from "../context.ts";
import { judgeAgent } from "../failures/judge-agent.ts";
import type { Verdict } from "../verdict.ts";

/** What the agent's own ending means for the run; nothing when the run goes on to its checks. */
export async function verdictOf(context: RunContext, outcome: AgentOutcome): Promise<Verdict | undefined> {
  if (outcome.kind === "completed") {
    await context.ledger.record({ summary: outcome.summary?.slice(0, 20_000) ?? null }, []);
  }
  const verdict = failureOf(outcome, context.ledger.now());
  return verdict?.kind === "failed" && outcome.kind === "failed"
    ? judgeAgent(context, verdict, outcome.message)
    : verdict;
}

/** Undefined when the agent came to the end of what it was to do. */
export function failureOf(outcome: AgentOutcome, now: number): Verdict | undefined {
  switch (outcome.kind) {
    case "completed":
      return undefined;
    case "interrupted":
      return {
        kind: "failed",
        class: "agent.interrupted",
        message: "the agent was interrupted",
        retryable: true,
        remediation: null,
      };
    case "failed":
      return failureVerdict(outcome, now);
  }
}

function failureVerdict(outcome: Extract<AgentOutcome, { kind: "failed" }>, now: number): Verdict {
  const { failure, limit } = outcome;
  const message = firstLine(outcome.message, 400);
  const base = { class: `agent.${failure}`, message };
  switch (failure) {
    case "auth":
    case "rate_limit":
    case "quota":
    case "overloaded": {
      const kind = limit?.kind ?? limitOf(failure);
      return { kind: "limited", ...base, limit: kind, resetAt: resetTime(limit, outcome.message, now) ?? null };
    }
    case "session_missing":
      // Nothing was worked on yet: the next run begins a session of its own, and the attempt is not used up.
      return { kind: "limited", ...base, limit: null, resetAt: null };
    case "refusal":
    case "bad_request":
    case "cost_limit":
      return { kind: "failed", ...base, retryable: false, remediation: null };
    case "network":
    case "context_overflow":
    case "turn_limit":
    case "crash":
      return { kind: "failed", ...base, retryable: true, remediation: null };
  }
}

function limitOf(failure: "auth" | "rate_limit" | "quota" | "overloaded"): LimitKind {
  return failure === "rate_limit" ? "rate" : failure;
}

/** An agent that was stuck: what a person wants tried again costs no attempt, what the runner stopped by itself does. */
export function stuckVerdict({ byPerson, ...stuck }: StuckStop): Verdict {
  return byPerson ? { kind: "again", ...stuck } : { kind: "failed", ...stuck, retryable: true };
}
