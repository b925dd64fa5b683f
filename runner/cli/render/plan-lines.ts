import { plan as planSchema } from "../../../shared/model/plan.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import { clean, cleanLine } from "../terminal/clean.ts";
import { wrap } from "../terminal/width.ts";
import type { RenderOptions } from "./options.ts";
import { shortId } from "./short-id.ts";

/** A plan as it is read before it is decided on: whole, wrapped to the terminal. Undefined for one that cannot be read. */
export function planLines(
  { payload }: Pick<Approval, "payload">,
  indent: number,
  options: RenderOptions,
): string | undefined {
  const plan = planSchema.safeParse(payload).data;
  if (!plan) return undefined;
  const { paint, columns } = options;
  const room = columns === null ? null : Math.max(20, columns - indent);
  const lines: string[] = [];
  /** Text below a mark: `1. `, with what follows the first line set in under it. */
  const add = (text: string, mark = "", tone?: Parameters<typeof paint>[0]) => {
    const shown = clean(text).trim();
    if (shown === "") return;
    const wrapped = room === null ? shown.split("\n") : wrap(shown, room - mark.length);
    for (const [index, part] of wrapped.entries()) {
      lines.push(`${index === 0 ? mark : " ".repeat(mark.length)}${paint(tone, part)}`);
    }
  };
  const section = (title: string, body: () => void) => {
    const before = lines.length;
    body();
    if (lines.length > before) lines.splice(before, 0, "", paint("bold", title));
  };
  add(`Plan ${plan.number} by ${plan.author}`, "", "dim");
  section("Summary", () => add(plan.summary));
  section("Approach", () => add(plan.approach));
  section("Steps", () => {
    const width = String(plan.steps.length).length;
    for (const [index, { title, detail }] of plan.steps.entries()) {
      const mark = `${String(index + 1).padStart(width)}. `;
      add(title, mark);
      add(detail, " ".repeat(mark.length), "dim");
    }
  });
  section("Files, and no others", () => {
    if (plan.filesToTouch.length === 0) add("none");
    for (const { path, change, reason } of plan.filesToTouch) {
      add(cleanLine(path), `${change.padEnd(7)}  `);
      add(reason, " ".repeat(9), "dim");
    }
  });
  section("Risks", () => plan.risks.forEach((risk) => add(risk, "- ")));
  section("Accepted when", () => add(plan.acceptance));
  return lines.map((line) => `${line === "" ? "" : " ".repeat(indent)}${line}\n`).join("");
}

/** What can be typed about a plan that waits, one command each. */
export function planAnswers({ jobId, revision }: Pick<Approval, "jobId" | "revision">): string[] {
  const job = shortId(jobId);
  const on = `--revision ${revision}`;
  return [
    `approve: spool job approve ${job} ${on}`,
    `change: spool job comment ${job} ${on} --text "…"`,
    `reject: spool job reject ${job} ${on} --comment "…"`,
  ];
}
