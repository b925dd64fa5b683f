import { answersOf } from "../../../shared/approval-answers.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import { clean } from "../terminal/clean.ts";
import { wrap } from "../terminal/width.ts";
import { line } from "./lines.ts";
import { planAnswers, planLines } from "./plan-lines.ts";
import type { RenderOptions } from "./options.ts";
import { shortId } from "./short-id.ts";
import { approvalLook } from "./status-symbol.ts";
import { formatRelative } from "../../../shared/units.ts";

const payloadLines = 12;

/** A question with what exactly is asked and how to answer it; a settled one with who settled it. */
export function approvalLines(approval: Approval, indent: number, options: RenderOptions): string {
  const { symbol, word, tone } = approvalLook(approval.status);
  const kind = approval.kind.replaceAll("_", " ");
  if (approval.status !== "pending") {
    const by = approval.decidedBy === null ? "" : ` by ${approval.decidedBy}`;
    const comment = approval.comment === null ? "" : `: ${approval.comment}`;
    return [
      line(`${symbol} ${kind}: ${approval.title} (${word}${by}${comment})`, options, { indent, tone }),
      ...approval.comments.map(({ anchor, text }) => {
        const place = anchor.kind === "step" ? `step ${anchor.step}` : anchor.path;
        return line(`${place}: ${text}`, options, { indent: indent + 2 });
      }),
    ].join("");
  }
  const since = formatRelative(approval.requestedAt, options.now);
  const plan = approval.kind === "plan" ? planLines(approval, indent + 2, options) : undefined;
  if (plan !== undefined) {
    return [
      line(`${symbol} ${kind}: ${approval.title} (${since})`, options, { indent, tone }),
      plan,
      "\n",
      ...planAnswers(approval).map((text) => line(text, options, { indent: indent + 2 })),
    ].join("");
  }
  return [
    line(`${symbol} ${kind}: ${approval.title} (${since})`, options, { indent, tone }),
    // Its title says it all.
    ...(approval.kind === "budget" ? [] : payloadText(approval, options.columns, indent + 2)),
    line(answerText(approval), options, { indent: indent + 2 }),
    ...choiceTexts(approval).map((text) => line(text, options, { indent: indent + 2 })),
  ].join("");
}

/** How to answer on the command line. A plan is answered by the revision that was read. */
export function answerText({ kind, jobId, revision }: Pick<Approval, "kind" | "jobId" | "revision">): string {
  const named = kind === "plan" ? ` --revision ${revision}` : "";
  return `answer: spool job approve ${shortId(jobId)}${named}, or reject`;
}

/** The other answers that the question offers, each as what is to be typed. */
function choiceTexts(approval: Approval): string[] {
  const id = shortId(approval.jobId);
  const offered = answersOf(approval).flatMap(({ label, decision, choice }) =>
    choice === undefined ? [] : [`or: spool job ${decision} ${id} --choice ${choice}  (${label})`],
  );
  const isExtendable = approval.kind === "budget" && approval.payload["unknownPrice"] === false;
  return isExtendable ? [...offered, `or: spool job approve ${id} --amount <number>  (extend by as much)`] : offered;
}

function payloadText({ payload }: Approval, columns: number | null, indent: number): string[] {
  const text = Object.entries(payload)
    .filter(([key]) => key !== "choices")
    .map(([key, value]) => {
      const shown = typeof value === "string" ? value : JSON.stringify(value, null, 2);
      return clean(`${key}: ${shown.trimEnd().replaceAll("\n", "\n  ")}`);
    })
    .join("\n");
  const lines = text === "" ? [] : columns === null ? text.split("\n") : wrap(text, columns - indent);
  const cutNote =
    lines.length > payloadLines ? [`… ${lines.length - payloadLines} more lines; --json has them all`] : [];
  return [...lines.slice(0, payloadLines), ...cutNote].map((part) => `${" ".repeat(indent)}${part}\n`);
}
