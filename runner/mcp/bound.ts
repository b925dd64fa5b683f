import { removeHidden } from "../../shared/hidden-text.ts";
import { firstLine, shorten } from "../../shared/text.ts";
import type { ToolAnswer } from "./tool.ts";

/**
 * Most bytes of one answer, both forms together, as they go over the wire. A model sees one of the two, so it gets at
 * most some 10 000 tokens: clients cut or refuse answers from 25 000 tokens on.
 */
export const answerBytes = 60_000;

/** Of them for rows, so that there is room for what stands around them. */
const rowBytes = 54_000;

/** Bytes of a value in UTF-8 JSON. */
export function wireBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** A part of an answer in its two forms. */
export interface Row {
  data: unknown;
  line: string;
}

/** The first rows that fit into one answer, or the last ones. The first of them is always there. */
export function fitting<Fitted extends Row>(
  rows: readonly Fitted[],
  keep: "first" | "last" = "first",
  budget: number = rowBytes,
): { kept: Fitted[]; leftOut: number } {
  const kept: Fitted[] = [];
  let used = 0;
  for (const row of keep === "first" ? rows : rows.toReversed()) {
    used += wireBytes(row.data) + wireBytes(row.line) + 2;
    if (used > budget && kept.length > 0) break;
    kept.push(row);
  }
  return { kept: keep === "first" ? kept : kept.toReversed(), leftOut: rows.length - kept.length };
}

/** Longest texts of an answer that is too large otherwise, tried one after the other. */
const textLimits = [4_000, 1_500, 500, 200, 100];

/** The answer with its texts as long as they may be. `make` gets the limit and leaves out nothing but text. */
export function fitted(make: (textLimit: number) => ToolAnswer): ToolAnswer {
  let answer: ToolAnswer = { data: {}, text: "" };
  for (const limit of textLimits) {
    answer = make(limit);
    if (wireBytes(answer.data) + wireBytes(answer.text) <= rowBytes) break;
  }
  return answer;
}

/** Any JSON with every text in it cut to `limit` characters and free of what a reader cannot see. */
export function tidy(value: unknown, limit: number): unknown {
  if (typeof value === "string") return removeHidden(shorten(value, limit));
  if (Array.isArray(value)) return value.map((part) => tidy(part, limit));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [removeHidden(shorten(key, limit)), tidy(part, limit)]),
  );
}

/** The same of a value of any breadth: one that takes more than `bytes` is given as the beginning of its JSON. */
export function compact(value: unknown, limit: number, bytes: number): unknown {
  const whole = tidy(value, limit);
  return wireBytes(whole) <= bytes ? whole : { cut: cutToBytes(JSON.stringify(whole), bytes).text };
}

/** A text of somebody else on one line of at most `limit` characters: it cannot pass for a line of ours. */
export function oneLine(text: string, limit = 200): string {
  return firstLine(removeHidden(text).replace(/\s+/g, " "), limit);
}

/** The beginning of a text that takes at most `bytes` in JSON. */
export function cutToBytes(text: string, bytes: number): { text: string; cut: boolean } {
  let kept = text;
  for (let size = wireBytes(kept); size > bytes; size = wireBytes(kept)) {
    kept = kept.slice(0, Math.floor((kept.length * bytes) / size) - 1).toWellFormed();
  }
  return { text: kept, cut: kept.length < text.length };
}
