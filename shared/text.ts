/** Cuts in the middle of long text, keeping its head and its end (the end is where errors are). Never splits a pair. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const note = `\n… ${text.length - limit} characters left out …\n`;
  const room = Math.max(0, limit - note.length);
  const head = Math.floor(room / 3);
  return wellFormed(text.slice(0, head)) + note + wellFormed(text.slice(text.length - (room - head)));
}

/** First line of a text, cut at `limit` characters, for titles and reasons. */
export function firstLine(text: string, limit: number): string {
  const line = text.trimStart().split(/\r?\n/, 1)[0] ?? "";
  return line.length <= limit ? line : `${wellFormed(line.slice(0, limit - 1))}…`;
}

/**
 * A title for an instruction: white space folded; up to 80 characters as they are, longer ones cut at a word (source:
 * the rule of JSON v1's first implementation, kept so that its callers see the same summaries).
 */
export function deriveTitle(instruction: string): string {
  const folded = instruction.replace(/\s+/g, " ").trim();
  if (folded.length <= 80) return folded;
  const cut = folded.slice(0, 77);
  const space = cut.lastIndexOf(" ");
  return `${wellFormed(space >= 32 ? cut.slice(0, space) : cut)}...`;
}

function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "").replace(/^[\uDC00-\uDFFF]/, "");
}
