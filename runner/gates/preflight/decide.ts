import type { PreflightFinding, PreflightReport, PreflightRule } from "../../../shared/model/preflight.ts";
import { describeFinding, whereOf } from "../../../shared/preflight-words.ts";
import { plural } from "../../../shared/units.ts";

/** What becomes of a run whose work was looked at. */
export type PreflightDecision =
  | { kind: "passed" }
  /** A person must decide; or the agent may put it right. `remediation` is for the agent in both cases. */
  | { kind: "blocked" | "sent_back"; class: string; message: string; remediation: string };

/** One hard violation blocks; only violations that the agent can put right go back to it. */
export function decide(report: Pick<PreflightReport, "findings">): PreflightDecision {
  const { findings } = report;
  const [first] = findings.toSorted((left, right) => rank(left) - rank(right));
  if (!first) return { kind: "passed" };
  const others = findings.length - 1;
  const more = others === 0 ? "" : `, and ${plural(others, "more finding")}`;
  return {
    kind: first.severity === "hard" ? "blocked" : "sent_back",
    class: `preflight.${first.rule}`,
    message: `not published: ${describeFinding(first)}${more}`,
    remediation: remediation(findings),
  };
}

function rank({ severity }: PreflightFinding): number {
  return severity === "hard" ? 0 : 1;
}

/** What the next attempt is told: rules with at most ten places each, and that older commits count. */
function remediation(findings: readonly PreflightFinding[]): string {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  const parts = [...byRule].map(([rule, list]) => {
    const places = [...new Set(list.map((finding) => placeText(finding)))];
    const more = places.length > 10 ? [`- … and ${places.length - 10} more`] : [];
    return [advice[rule], ...places.slice(0, 10).map((place) => `- ${place}`), ...more].join("\n");
  });
  return [
    "The work was checked before it is published, and was refused.",
    ...parts,
    "Every commit that you made is looked at, not only the last state: what an earlier commit holds must go out of that commit, too " +
      "(for instance `git reset --soft` to the commit that you started from, and leave the changes uncommitted).",
  ].join("\n\n");
}

function placeText(finding: PreflightFinding): string {
  return finding.rule === "check" ? finding.detail : `${finding.detail}: ${whereOf(finding)}`;
}

const advice: Record<PreflightRule, string> = {
  author: "Commits are by somebody else than they must be. Leave author and committer as your environment sets them:",
  secret: "There are secrets. Take them out and read them from the environment instead:",
  forbidden_name: "Files of these names must not be committed:",
  unsafe_name: "These names are not safe to check out:",
  protected_path: "These files configure CI, hooks or review and must stay as they were:",
  symlink: "These links lead out of the repository:",
  mode: "These entries are of a kind that git does not make:",
  scope: "These files are outside the approved plan. Take the changes to them back:",
  oversize: "These files are too large to be committed:",
  conflict_marker: "Merges were left half done. Resolve them:",
  submodule: "These are new submodules, or repositories inside the repository. Take them out:",
  check: "Checks of the project failed:",
};
