import { evidenceOf } from "./evidence.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { logLines } from "./log-text.ts";
import type { FailureRule, Severity } from "./rule.ts";

/** A rule as it is applied: its own, or one of the project's. */
export type AppliedRule = Pick<FailureRule, "class" | "tool" | "severity" | "specificity" | "hint"> & {
  origin: "built_in" | "project";
  /** False when no line of the text can match: most rules are of other tools, and one look at the whole is cheap. */
  mayApply(text: string): boolean;
  matches(line: string): boolean;
  /** Whether the tool says in this line that it failed for this reason. */
  concludes(line: string): boolean;
};

export interface Classification {
  class: string;
  tool: string;
  severity: Severity;
  origin: AppliedRule["origin"];
  hint: string;
  /** Quoted lines, bounded in number and length. */
  evidence: string[];
  /** The same for the same failure, wherever and whenever it happens. */
  fingerprint: string;
}

export interface Candidate {
  rule: AppliedRule;
  score: number;
  /** Indexes of the lines that matched, in order. */
  hits: number[];
}

export function builtIn(rule: FailureRule): AppliedRule {
  const { class: name, tool, severity, specificity, hint, patterns, verdicts = [] } = rule;
  const anywhere = [...patterns, ...verdicts].map(({ source, flags }) => new RegExp(source, `${flags}m`));
  return {
    class: name,
    tool,
    severity,
    specificity,
    hint,
    origin: "built_in",
    mayApply: (text) => anywhere.some((pattern) => pattern.test(text)),
    matches: (line) => patterns.some((pattern) => pattern.test(line)),
    concludes: (line) => verdicts.some((verdict) => verdict.test(line)),
  };
}

/** What the output of a failed command says about why it failed; nothing when no rule knows it. */
export function classify(text: string, rules: readonly AppliedRule[]): Classification | undefined {
  const lines = logLines(text);
  const best = rank(lines, rules)[0];
  if (!best) return undefined;
  const { rule, hits } = best;
  return {
    class: rule.class,
    tool: rule.tool,
    severity: rule.severity,
    origin: rule.origin,
    hint: rule.hint,
    evidence: evidenceOf(lines, hits),
    fingerprint: fingerprintOf(rule.class, lines, hits),
  };
}

const perSpecificity = 10;
const verdictBonus = 15;
const nearEndBonus = 5;
const mostForRepeats = 3;
/** More than all that a built-in rule of the same specificity can gain. */
const projectBonus = verdictBonus + nearEndBonus + mostForRepeats + 1;

/**
 * Every rule that matches, the best first. What counts, in this order: how much a match says (10 for each step of
 * specificity); that the tool itself concludes so (15, for every matching rule of that tool, unless nothing was found of it but
 * such last words: "1 error" is said by many); how near to the end the last match stands (up to 5); how often it matches (up to
 * 3). A project's own rule gains more than all of that together, so it wins over every built-in rule of its rank.
 */
export function rank(lines: readonly string[], rules: readonly AppliedRule[]): Candidate[] {
  const concluded = new Set<string>();
  const seenTools = new Set<string>();
  // Without empty lines, white space at a line's beginning cannot run on over many of them.
  const text = lines.filter((line) => line !== "").join("\n");
  const found: { rule: AppliedRule; hits: number[]; verdicts: number[] }[] = [];
  for (const rule of rules) {
    if (!rule.mayApply(text)) continue;
    const hits: number[] = [];
    const verdicts: number[] = [];
    for (const [index, line] of lines.entries()) {
      if (line === "") continue;
      if (rule.matches(line)) hits.push(index);
      if (rule.concludes(line)) verdicts.push(index);
    }
    if (verdicts.length > 0) concluded.add(rule.tool);
    if (hits.length > 0) seenTools.add(rule.tool);
    if (hits.length > 0 || verdicts.length > 0) found.push({ rule, hits, verdicts });
  }
  const candidates = found.map(({ rule, hits, verdicts }) => {
    const seen = hits.length > 0 ? hits : verdicts;
    const last = Math.max(seen.at(-1) ?? 0, verdicts.at(-1) ?? 0);
    const nearness = lines.length <= 1 ? nearEndBonus : (nearEndBonus * last) / (lines.length - 1);
    const score =
      rule.specificity * perSpecificity +
      (concluded.has(rule.tool) && seenTools.has(rule.tool) ? verdictBonus : 0) +
      nearness +
      Math.min(seen.length - 1, mostForRepeats) +
      (rule.origin === "project" ? projectBonus : 0);
    return { rule, score, hits: seen };
  });
  return candidates.toSorted(
    (one, other) =>
      other.score - one.score ||
      (other.hits.at(-1) ?? 0) - (one.hits.at(-1) ?? 0) ||
      (one.rule.class < other.rule.class ? -1 : 1),
  );
}
