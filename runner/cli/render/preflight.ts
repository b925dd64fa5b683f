import type { PreflightFinding, PreflightReport } from "../../../shared/model/preflight.ts";
import { findingPlace, preflightSummary } from "../../../shared/preflight-words.ts";
import { plural } from "../../../shared/units.ts";
import { cleanLine } from "../terminal/clean.ts";
import type { Paint } from "../terminal/style.ts";
import { renderTable } from "./table.ts";

interface Shown {
  ok: boolean;
  unable: string | null;
  /** What was looked at, as a person writes it. */
  range: string;
  report: PreflightReport;
  author: { name: string; email: string } | null;
}

export function renderPreflight(shown: Shown, options: { columns: number | null; paint: Paint }): string {
  const { ok, unable, report } = shown;
  const { paint } = options;
  const range = cleanLine(shown.range);
  if (unable !== null)
    return `${paint("red", `✗ ${range}: could not be checked, which is a no`)}\n  ${cleanLine(unable)}\n`;
  const author = shown.author === null ? "authors were not checked: name one with --author, or a project\n" : "";
  if (ok) return `${paint("green", `✓ ${range} is ${preflightSummary(report)}`)}\n${paint("dim", author)}`;
  const table = renderTable<PreflightFinding>(
    report.findings,
    [
      { header: "RULE", value: ({ rule }) => rule, tone: ({ severity }) => (severity === "hard" ? "red" : "yellow") },
      { header: "WHERE", value: (finding) => findingPlace(finding), shrinkTo: 16, cutAt: "start" },
      { header: "COMMIT", value: ({ commit }) => commit?.slice(0, 7) ?? "", tone: () => "dim", optional: 2 },
      { header: "WHAT", value: ({ detail }) => detail.split("\n", 1)[0] ?? "", shrinkTo: 16 },
      { header: "FINGERPRINT", value: ({ fingerprint }) => fingerprint ?? "", tone: () => "dim", optional: 1 },
    ],
    options,
  );
  const more = report.truncated ? ", and there are more" : "";
  const sum = `✗ ${range}: ${plural(report.findings.length, "finding")}${more}`;
  return `${table}${paint("red", sum)}\n${paint("dim", author)}`;
}
