import { shorten } from "../../../shared/text.ts";
import type { Comparison } from "../../verify/baseline.ts";

const mostNames = 30;

/** What the next attempt is told of a failed check: the evidence where a rule knew it, else the end of the output. */
export function remediationText(facts: {
  command: string;
  class: string | null;
  evidence: readonly string[];
  comparison: Comparison;
  tail: string;
}): string {
  const { command, evidence, comparison, tail } = facts;
  if (facts.class === null) {
    return `The check \`${command}\` failed. The end of its output:\n\n${shorten(tail, 8_000)}`;
  }
  const parts = [`The check \`${command}\` failed: ${facts.class}.`];
  if (evidence.length > 0) parts.push(evidence.join("\n"));
  if (comparison.outcome === "fails_in_part") {
    parts.push(`Failed tests that are new:\n${list(comparison.newTests)}`);
    parts.push(`Failed before this work and not to be repaired:\n${list(comparison.knownTests)}`);
  }
  return parts.join("\n\n");
}

function list(names: readonly string[]): string {
  const more = names.length > mostNames ? [`… and ${names.length - mostNames} more`] : [];
  return [...names.slice(0, mostNames).map((name) => `- ${name}`), ...more].join("\n");
}
