import * as z from "zod";
import { repositoryPath } from "../../../shared/model/common.ts";

/** A comment on a line of a thread's files, not sent yet. */
const reviewComment = z.object({
  id: z.string().max(60),
  path: repositoryPath,
  /** From 1; the last line of what was marked. */
  line: z.int().positive(),
  /** First line of what was marked; `line` when it is one. */
  firstLine: z.int().positive(),
  /** The text of `line` when it was commented, to find it again after the agent went on. */
  quote: z.string().max(500),
  text: z.string().min(1).max(20_000),
});
export type ReviewComment = z.infer<typeof reviewComment>;

const review = z.object({ comments: z.array(reviewComment).max(500) });

export function reviewText(comments: readonly ReviewComment[]): string {
  return comments.length === 0 ? "" : JSON.stringify({ comments });
}

/** What was kept; nothing when it was not written by this or a like version. */
export function parseReview(text: string): ReviewComment[] {
  try {
    return review.parse(JSON.parse(text)).comments;
  } catch {
    // Another version's draft cannot be shown; it stays on the runner until something is written over it.
    return [];
  }
}

/** Where the commented line is now: the nearest line with the same text, else where it was. Lines count from 1. */
export function placeOf(comment: Pick<ReviewComment, "line" | "quote">, lines: readonly string[]): number {
  const { line, quote } = comment;
  for (let distance = 0; distance < lines.length; distance += 1) {
    if (lines[line - 1 + distance] === quote) return line + distance;
    if (lines[line - 1 - distance] === quote) return line - distance;
  }
  return Math.max(1, Math.min(line, lines.length));
}

/** All comments as one instruction for the thread's next job, by file and line. */
export function reviewInstruction(comments: readonly ReviewComment[], overall: string): string {
  const sorted = comments.toSorted((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
  const parts = sorted.map(({ path, firstLine, line, quote, text }) => {
    const place = firstLine === line ? `${path}:${line}` : `${path}:${firstLine}-${line}`;
    const quoted = quote.trim() === "" ? "" : `\n> ${quote.trim()}\n`;
    return `### ${place}\n${quoted}\n${text.trim()}\n`;
  });
  const opening = overall.trim() === "" ? "Please address these review comments." : overall.trim();
  return `${opening}\n\n${parts.join("\n")}`;
}
