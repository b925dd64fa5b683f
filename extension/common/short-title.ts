/** The beginning of a line that fits into so many columns, cut between words where one ends in its second half. */
export function shortTitle(line: string, columns: number): string {
  if (columnsOf(line) <= columns) return line;
  let kept = "";
  let used = 0;
  for (const character of characters(line)) {
    used += widthOf(character);
    // One is for the sign that it goes on.
    if (used > columns - 1) break;
    kept += character;
  }
  const isBetweenWords = line[kept.length] === " ";
  const wordEnd = isBetweenWords ? kept.length : kept.lastIndexOf(" ");
  const whole = columnsOf(kept.slice(0, Math.max(0, wordEnd))) >= columns / 2 ? kept.slice(0, wordEnd) : kept;
  return `${whole.replace(/[\s,;:.–-]+$/, "")}…`;
}

/** Of a line in a proportional font about right: letters of East Asian scripts and pictures take two columns. */
export function columnsOf(line: string): number {
  let columns = 0;
  for (const character of characters(line)) columns += widthOf(character);
  return columns;
}

function widthOf(character: string): number {
  return character >= "\u1100" && wide.test(character) ? 2 : 1;
}

let segmenter: Intl.Segmenter | undefined;

/** What a person sees as characters. */
function characters(line: string): string[] {
  if (ascii.test(line)) return Array.from(line);
  // Made when the first line needs it: it takes a third of the time in which the rest of the extension is loaded.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Array.from(segmenter.segment(line), ({ segment }) => segment);
}

const ascii = /^[\x20-\x7e]*$/;
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
