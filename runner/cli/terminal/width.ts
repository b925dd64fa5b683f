import stringWidth from "string-width";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Printable ASCII is one column a character; most of what is measured is that. */
const plain = /^[ -~]*$/;

/** Columns that cleaned text takes on a terminal. */
export function textWidth(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

/** Cuts to `limit` columns, the last one an `…`; never splits what is shown as one character. */
export function cut(text: string, limit: number): string {
  if (textWidth(text) <= limit) return text;
  if (limit <= 0) return "";
  let kept = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const width = textWidth(segment);
    if (used + width > limit - 1) break;
    kept += segment;
    used += width;
  }
  return `${kept.trimEnd()}…`;
}

/** Cuts at the front: of a path the end tells most. */
export function cutStart(text: string, limit: number): string {
  if (textWidth(text) <= limit) return text;
  if (limit <= 0) return "";
  let kept = "";
  let used = 0;
  for (const { segment } of [...segmenter.segment(text)].toReversed()) {
    const width = textWidth(segment);
    if (used + width > limit - 1) break;
    kept = segment + kept;
    used += width;
  }
  return `…${kept.trimStart()}`;
}

/** Cuts or fills to exactly `width` columns. */
export function fit(
  text: string,
  width: number,
  { align = "left", cutAt = "end" }: { align?: "left" | "right" | undefined; cutAt?: "start" | "end" | undefined } = {},
): string {
  const shown = cutAt === "start" ? cutStart(text, width) : cut(text, width);
  const fill = " ".repeat(Math.max(0, width - textWidth(shown)));
  return align === "left" ? shown + fill : fill + shown;
}

/** Breaks cleaned text into lines of at most `width` columns, at spaces where there are some. */
export function wrap(text: string, width: number): string[] {
  const limit = Math.max(width, 8);
  return text.split("\n").flatMap((line) => wrapLine(line.trimEnd(), limit));
}

function wrapLine(line: string, limit: number): string[] {
  if (textWidth(line) <= limit) return [line];
  const lines: string[] = [];
  let current = "";
  let used = 0;
  for (const word of line.split(/(?<=\s)(?=\S)/)) {
    if (used > 0 && used + textWidth(word.trimEnd()) > limit) {
      lines.push(current.trimEnd());
      current = "";
      used = 0;
    }
    for (const piece of pieces(word, limit)) {
      if (used > 0 && used + textWidth(piece.trimEnd()) > limit) {
        lines.push(current.trimEnd());
        current = "";
        used = 0;
      }
      current += piece;
      used += textWidth(piece);
    }
  }
  if (current.trim() !== "") lines.push(current.trimEnd());
  return lines;
}

/** A word that is wider than a line, in parts that fit one. */
function pieces(word: string, limit: number): string[] {
  if (textWidth(word.trimEnd()) <= limit) return [word];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const { segment } of segmenter.segment(word)) {
    const width = textWidth(segment);
    if (used + width > limit) {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += segment;
    used += width;
  }
  return part === "" ? parts : [...parts, part];
}
