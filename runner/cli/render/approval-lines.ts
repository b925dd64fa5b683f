import type { Approval } from "../../../shared/model/approval.ts";
import { clean } from "../terminal/clean.ts";
import { wrap } from "../terminal/width.ts";
import { line } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { shortId } from "./short-id.ts";
import { approvalLook } from "./status-symbol.ts";
import { formatRelative } from "./units.ts";

const payloadLines = 12;

/** A question with what exactly is asked and how to answer it; a settled one with who settled it. */
export function approvalLines(approval: Approval, indent: number, options: RenderOptions): string {
  const { symbol, word, tone } = approvalLook(approval.status);
  const kind = approval.kind.replaceAll("_", " ");
  if (approval.status !== "pending") {
    const by = approval.decidedBy === null ? "" : ` by ${approval.decidedBy}`;
    const comment = approval.comment === null ? "" : `: ${approval.comment}`;
    return line(`${symbol} ${kind}: ${approval.title} (${word}${by}${comment})`, options, { indent, tone });
  }
  const since = formatRelative(approval.requestedAt, options.now);
  const job = shortId(approval.jobId);
  return [
    line(`${symbol} ${kind}: ${approval.title} (${since})`, options, { indent, tone }),
    ...payloadText(approval, options.columns, indent + 2),
    line(`answer: spool job approve ${job}   or: spool job reject ${job}`, options, { indent: indent + 2 }),
  ].join("");
}

function payloadText({ payload }: Approval, columns: number | null, indent: number): string[] {
  const lines = Object.entries(payload).flatMap(([key, value]) => {
    const text = clean(typeof value === "string" ? value : JSON.stringify(value, null, 2));
    const [head = "", ...rest] = text.trimEnd().split("\n");
    const shown = [`${clean(key)}: ${head}`, ...rest.map((part) => `  ${part}`)];
    return columns === null ? shown : shown.flatMap((part) => wrap(part, columns - indent));
  });
  const cutNote = lines.length > payloadLines ? [`… ${lines.length - payloadLines} more lines, all with --json`] : [];
  return [...lines.slice(0, payloadLines), ...cutNote].map((text) => `${" ".repeat(indent)}${text}\n`);
}
