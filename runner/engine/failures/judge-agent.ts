import type { Failure } from "../../../shared/model/failure.ts";
import { classify } from "../../verify/classify.ts";
import { decide } from "../../verify/decide.ts";
import { fingerprintOfSigns, normalise } from "../../verify/fingerprint.ts";
import { rulesForAgents } from "../../verify/known-rules.ts";
import type { RunContext } from "../context.ts";
import type { Verdict } from "../verdict.ts";
import { backupOf, choiceText } from "./backup.ts";
import { insteadOf } from "./instead.ts";

type Failed = Extract<Verdict, { kind: "failed" }>;
type Known = Omit<Failure, "decision">;

/** The vendor's own word for what it ended with counts more than the text; of a crash only the text says anything. */
const vague = "agent.crash";

/** What an agent's failure means: the rules for agents know some of them, and what to tell the next attempt. */
export async function judgeAgent(context: RunContext, verdict: Failed, said: string): Promise<Verdict> {
  const { ledger, agents } = context;
  const failure = knownBy(verdict.class, context.settings.redact(said));
  // A limit of the job's own is no failure of the agent.
  if (!failure) return verdict;
  const job = await ledger.job();
  const backup = backupOf(job, (agent) => agents.find(agent) !== undefined);
  const decision = decide({
    failure,
    base: "not_known",
    earlier: ledger.run.progress.earlierFailures,
    backup: backup && choiceText(backup),
    attemptsLeft: job.retryLimit - job.attemptsUsed,
  });
  const { evidence, hint, fingerprint, severity, tool, rule } = failure;
  const data = { class: failure.class, severity, tool, rule, fingerprint, evidence, hint, decision: decision.text };
  return {
    ...verdict,
    class: failure.class,
    judged: {
      failure: { ...failure, decision: decision.text },
      events: [
        { type: "failure.classified", data: { step: null, ...data, known: false, newTests: [], knownTests: [] } },
      ],
      instead: insteadOf(decision, backup),
      decision: decision.text,
    },
  };
}

function knownBy(named: string, said: string): Known | null {
  const read = named === vague ? classify(said, rulesForAgents) : undefined;
  const rule = rulesForAgents.find((candidate) => candidate.class === (read?.class ?? named));
  if (!rule) return null;
  const evidence = said.split("\n").filter((line) => line.trim() !== "");
  return {
    class: rule.class,
    tool: rule.tool,
    severity: rule.severity,
    rule: "built_in",
    fingerprint: fingerprintOfSigns(rule.class, [normalise(evidence[0]?.slice(0, 500) ?? "")]),
    hint: rule.hint,
    evidence: evidence.slice(0, 8).map((line) => line.slice(0, 240).toWellFormed()),
  };
}
