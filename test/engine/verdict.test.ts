import { expect, test } from "vitest";
import { consequence, runStatusOf, stageOutcomeOf, type Verdict } from "../../runner/engine/verdict.ts";

const facts = { now: 1_000, random: 0, retryBaseMs: 10_000, lostInARow: 0 };
const asks = (waitsFor: "plan" | "contract" | "budget", outcome: "ok" | "failed"): Verdict => ({
  kind: "asks",
  outcome,
  class: null,
  message: "May I?",
  waitsFor,
  question: null,
});

test.each([
  ["plan", "ok", "waiting_approval", "succeeded"],
  ["contract", "failed", "waiting_approval", "failed"],
  ["budget", "failed", "blocked", "failed"],
] as const)("a run that ends by asking for a %s costs no attempt and parks its job", (kind, outcome, status, run) => {
  const verdict = asks(kind, outcome);
  const job = { attemptsUsed: 1, retryLimit: 1 };
  expect(consequence(verdict, job, facts)).toEqual({ status, attemptsUsed: 1, dueAt: null, reason: "May I?" });
  expect(runStatusOf(verdict)).toBe(run);
  expect(stageOutcomeOf(verdict)).toBe(outcome);
});
