import type { Plan } from "../../../shared/model/plan.ts";

/** A plan as a document: the artifact that stays, and what the agent is told to keep to. Texts are Markdown already. */
export function planMarkdown(plan: Plan): string {
  const { title, author, number, summary, approach, steps, filesToTouch, risks, acceptance } = plan;
  const parts = [
    `# ${title}`,
    `Plan ${number} by ${author}`,
    section("Summary", summary),
    section("Approach", approach),
    section("Steps", stepsMarkdown(steps)),
    section("Files", filesMarkdown(filesToTouch)),
    section("Risks", risks.map((risk) => `- ${indented(risk)}`).join("\n")),
    section("Accepted when", acceptance),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** What is told of a plan where it is asked about: enough to see what it is, without what is said about each part. */
export function planOutline({ summary, steps, filesToTouch }: Plan): string {
  const lines = [
    summary.trim(),
    "",
    "Steps",
    ...steps.map(({ title }, index) => `${index + 1}. ${title}`),
    "",
    "Files, and no others",
    ...(filesToTouch.length === 0 ? ["none"] : filesToTouch.map(({ path, change }) => `${change.padEnd(7)}  ${path}`)),
  ];
  return lines.join("\n");
}

export function stepsMarkdown(steps: Plan["steps"]): string {
  return steps
    .map(({ title, detail }, index) => {
      const body = detail.trim() === "" ? "" : `\n\n   ${indented(detail.trim(), "   ")}`;
      return `${index + 1}. ${title}${body}`;
    })
    .join("\n");
}

/** One line for each file, exhaustive. */
export function filesMarkdown(files: Plan["filesToTouch"]): string {
  if (files.length === 0) return "None.";
  return files
    .map(({ path, change, reason }) => `- ${change}: \`${path}\`${reason.trim() === "" ? "" : `: ${oneLine(reason)}`}`)
    .join("\n");
}

export function section(title: string, body: string): string {
  return body.trim() === "" ? "" : `## ${title}\n\n${body.trim()}`;
}

function indented(text: string, by = "  "): string {
  return text.replaceAll("\n", `\n${by}`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
