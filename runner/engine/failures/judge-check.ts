import type { Failure } from "../../../shared/model/failure.ts";
import type { Job } from "../../../shared/model/job.ts";
import { type Comparison, compareWithBase, type StepSigns } from "../../verify/baseline.ts";
import { type AppliedRule, classify } from "../../verify/classify.ts";
import { decide } from "../../verify/decide.ts";
import { failingTests } from "../../verify/failing-tests.ts";
import { fingerprintOfSigns } from "../../verify/fingerprint.ts";
import { rulesForChecks } from "../../verify/known-rules.ts";
import { logLines, longestLog } from "../../verify/log-text.ts";
import type { RunContext } from "../context.ts";
import type { RunEvent } from "../ledger.ts";
import { outputOf, stepFailure, type StepResult } from "../steps.ts";
import type { Verdict } from "../verdict.ts";
import { backupOf, choiceText } from "./backup.ts";
import { signsOnBase } from "./base-run.ts";
import { evidenceOfTests } from "./evidence-of-tests.ts";
import { insteadOf } from "./instead.ts";
import { projectRules } from "./project-rules.ts";
import { remediationText } from "./remediation.ts";

type Check = Job["verify"][number];
type Known = Omit<Failure, "decision">;

/** What a failed check means: the run ends with a verdict, or the failure is not this job's and the run goes on. */
export type CheckJudgement = { kind: "ends"; verdict: Verdict } | { kind: "goes_on"; events: RunEvent[] };

/**
 * Classifies the check's output, compares it with the base commit where the job wants that, and decides. The events are
 * returned, to be written with the end of the stage or run: repeated after a kill they are not told twice.
 */
export async function judgeCheck(
  context: RunContext,
  failed: { check: Check; index: number; process: string; result: StepResult },
): Promise<CheckJudgement> {
  const { ledger, agents } = context;
  const { check, process, result } = failed;
  const own = await projectRules(context);
  const rules = [...own.rules, ...rulesForChecks];
  const output = await outputOf(context, process, longestLog);
  const lines = logLines(output);
  const whole = result.timedOut ? timeout(check, lines) : knownBy(output, rules);
  const tests = failingTests(lines);
  const base = await compared(context, failed, signsOf(whole, tests, result.exitCode), rules);
  if (context.cancelled.aborted) return { kind: "ends", verdict: { kind: "cancelled" } };
  const failure = base.outcome === "fails_in_part" && whole ? narrowed(whole, lines, base) : whole;
  const job = await ledger.job();
  const backup = backupOf(job, (agent) => agents.find(agent) !== undefined);
  const decision = decide({
    failure,
    base: base.outcome,
    earlier: ledger.run.progress.earlierFailures,
    backup: backup && choiceText(backup),
    attemptsLeft: job.retryLimit - job.attemptsUsed,
  });
  const events: RunEvent[] = [
    ...(own.warning === null ? [] : [{ type: "warning" as const, data: { code: "failure_rules", text: own.warning } }]),
    classified(check.name, failure, base, decision.text),
  ];
  if (decision.kind === "go_on") return { kind: "goes_on", events };
  const message = stepFailure(check.name, result);
  const verdict: Verdict = {
    kind: "failed",
    class: failure?.class ?? "verify.failed",
    message,
    retryable: true,
    remediation: remediationText({
      command: check.run,
      class: failure?.class ?? null,
      evidence: failure?.evidence ?? [],
      comparison: base,
      tail: result.tail,
    }),
    judged: {
      failure: failure && { ...failure, decision: decision.text },
      events,
      instead: insteadOf(decision, backup),
      decision: decision.text,
    },
  };
  return { kind: "ends", verdict };
}

function knownBy(output: string, rules: readonly AppliedRule[]): Known | null {
  const found = classify(output, rules);
  if (!found) return null;
  const { origin, ...rest } = found;
  return { ...rest, rule: origin };
}

function timeout(check: Check, lines: readonly string[]): Known {
  return {
    class: "verify.timeout",
    tool: "spool",
    severity: "recoverable",
    rule: null,
    fingerprint: fingerprintOfSigns("verify.timeout", [check.name]),
    hint: "The check did not end in its time: look for an endless loop, a test that waits, or a server left open, not for a wrong result.",
    evidence: lines.filter((line) => line.trim() !== "").slice(-8),
  };
}

function signsOf(failure: Known | null, tests: string[], exitCode: number | null): StepSigns {
  return { exitCode, class: failure?.class ?? null, fingerprint: failure?.fingerprint ?? null, tests };
}

async function compared(
  context: RunContext,
  { check, index }: { check: Check; index: number },
  ours: StepSigns,
  rules: readonly AppliedRule[],
): Promise<Comparison> {
  // What no rule knows and names no test cannot be found to be the same.
  const comparable = ours.class !== null || ours.tests.length > 0;
  if (!context.job.baseline || !comparable || ours.exitCode === null) return compareWithBase(ours, undefined);
  const base = await signsOnBase(context, { check, index }, async (process, end) => {
    const output = await outputOf(context, process, longestLog);
    const known = end.timedOut ? null : knownBy(output, rules);
    return signsOf(known, failingTests(logLines(output)), end.exitCode);
  });
  return compareWithBase(ours, base);
}

/** The failure without what is known from the base: evidence of the new tests, and their names as its fingerprint. */
function narrowed(whole: Known, lines: readonly string[], base: Comparison): Known {
  const evidence = evidenceOfTests(lines, base);
  return {
    ...whole,
    fingerprint: fingerprintOfSigns(whole.class, base.newTests),
    evidence: evidence.length > 0 ? evidence : whole.evidence,
  };
}

function classified(step: string, failure: Known | null, base: Comparison, decision: string): RunEvent {
  const names = (tests: readonly string[]) => tests.slice(0, 50).map((name) => name.slice(0, 400));
  return {
    type: "failure.classified",
    data: {
      step,
      class: failure?.class ?? null,
      severity: failure?.severity ?? null,
      tool: failure?.tool ?? null,
      rule: failure?.rule ?? null,
      fingerprint: failure?.fingerprint ?? null,
      evidence: failure?.evidence ?? [],
      hint: failure?.hint ?? null,
      known: base.outcome === "fails_the_same",
      newTests: names(base.newTests),
      knownTests: names(base.knownTests),
      decision,
    },
  };
}
