import type { ReviewComment } from "./kept-review.ts";

export function reviewText(comments: readonly ReviewComment[]): string {
  return comments.length === 0 ? "" : JSON.stringify({ comments });
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
