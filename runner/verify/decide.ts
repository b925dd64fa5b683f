import type { BaseOutcome } from "./baseline.ts";
import type { Severity } from "./rule.ts";

export interface DecisionFacts {
  /** Null when no rule knows the failure. */
  failure: { class: string; fingerprint: string; severity: Severity } | null;
  base: BaseOutcome;
  /** What earlier runs of this job failed with, since a person last put it into the queue. */
  earlier: readonly { class: string; fingerprint: string }[];
  /** Who would take over; null when nobody is set, or took over already. */
  backup: string | null;
  /** Attempts that the job's limit still allows. */
  attemptsLeft: number;
}

/**
 * `go_on`: it is not this job's failure. `retry`: another attempt, while the limit allows one. `escalate`: the backup agent
 * takes over, whatever the limit says. `block`: a person must decide. `text` is one line for people.
 */
export interface Decision {
  kind: "go_on" | "retry" | "escalate" | "block";
  text: string;
}

/** What follows from a failed check or agent. */
export function decide(facts: DecisionFacts): Decision {
  const { failure, base, earlier, attemptsLeft } = facts;
  if (failure === null) {
    if (attemptsLeft <= 0) return { kind: "retry", text: "no rule knows this failure, and no attempt is left" };
    return { kind: "retry", text: "no rule knows this failure: tries again with the end of its output" };
  }
  if (base === "fails_the_same") {
    return failure.severity === "hard"
      ? { kind: "block", text: "the check cannot run here, not even on the base: a person must decide" }
      : { kind: "go_on", text: "already failed on the base: not ours" };
  }
  // What works on the base works on this machine: the change broke it, and can mend it.
  if (failure.severity === "hard" && base !== "passes") {
    if (isOutside(failure.class)) {
      return { kind: "block", text: `${failure.class}: no agent can change that, a person must` };
    }
    return escalate(facts, `${failure.class} is not for another attempt`);
  }
  if (earlier.some((other) => other.class === failure.class && other.fingerprint === failure.fingerprint)) {
    return escalate(facts, "the same failure twice");
  }
  if (attemptsLeft <= 0) return { kind: "retry", text: "no attempt is left" };
  const newOnly = base === "fails_in_part" ? ", about the new failures only" : "";
  return { kind: "retry", text: `tries again with a hint${newOnly}` };
}

function escalate({ backup }: DecisionFacts, why: string): Decision {
  return backup === null
    ? { kind: "block", text: `${why}, and no backup agent is left: a person must decide` }
    : { kind: "escalate", text: `${why}: escalates to ${backup}` };
}

/** Of the machine, the network or the credentials: every agent meets the same. */
function isOutside(name: string): boolean {
  return /^(?:machine|network|git)\./.test(name);
}
