import { showHidden } from "../../../shared/hidden-text.ts";
import type { Plan } from "../../../shared/model/plan.ts";
import type { PlanRecord } from "../../../shared/panels/plan.ts";
import { formatDuration, plural } from "../../../shared/units.ts";

/** The plan as a Markdown document: all of it, with nothing in it that cannot be seen. */
export function planMarkdown({ plan, rest, revision }: Pick<PlanRecord, "plan" | "rest" | "revision">): string {
  if (!plan) return `# A plan that cannot be read\n\n${fenced(rest)}`;
  const parts = [
    `# ${line(plan.title)}`,
    `Plan ${plan.number} by ${line(plan.author)}, revision ${revision}`,
    ...titled("Summary", plan.summary),
    ...titled("Approach", plan.approach),
    ...titled("Steps", plan.steps.map(step).join("\n")),
    ...titled("Files", plan.filesToTouch.map(file).join("\n")),
    ...titled("Risks", plan.risks.map((risk) => `- ${indented(risk, "  ")}`).join("\n")),
    ...titled("Acceptance check", plan.acceptance),
    ...titled("Signal", signal(plan)),
    ...titled("Forecast", forecast(plan)),
    ...titled("Also in this plan", rest === "" ? "" : fenced(rest)),
  ];
  return `${showHidden(parts.join("\n\n"))}\n`;
}

function titled(title: string, text: string): string[] {
  return text.trim() === "" ? [] : [`## ${title}`, text.trim()];
}

function step({ title, detail }: Plan["steps"][number], index: number): string {
  const head = `${index + 1}. **${line(title).replaceAll("*", "\\*")}**`;
  return detail.trim() === "" ? head : `${head}\n\n   ${indented(detail, "   ")}\n`;
}

function file({ path, change, reason }: Plan["filesToTouch"][number]): string {
  const name = `- ${change}: ${inCode(line(path))}`;
  return reason.trim() === "" ? name : `${name}: ${indented(reason, "  ")}`;
}

function signal({ signal: found }: Plan): string {
  if (!found) return "";
  const sources = found.sources.map(
    ({ name, score, reason }) => `- ${line(name)}: ${Math.round(score)}. ${line(reason)}`,
  );
  return [`${Math.round(found.score)} of 100`, ...(sources.length > 0 ? ["", ...sources] : [])].join("\n");
}

function forecast({ forecast: found }: Plan): string {
  if (!found) return "";
  const { successChance, durationMs, turns, sampleSize } = found;
  return `${Math.round(successChance * 100)} % succeed · ${formatDuration(durationMs)} · ${plural(turns, "turn")} · from ${plural(sampleSize, "similar job")}`;
}

function line(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Lines after the first are put under it, so that a list's entry stays one. */
function indented(text: string, by: string): string {
  return text.trim().replaceAll("\n", `\n${by}`);
}

/** As code, with more backticks around than there are inside. */
function inCode(text: string): string {
  const ticks = "`".repeat(longestRun(text) + 1);
  return text.includes("`") ? `${ticks} ${text} ${ticks}` : `${ticks}${text}${ticks}`;
}

function fenced(text: string): string {
  const ticks = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}json\n${text}\n${ticks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
