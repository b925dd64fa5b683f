import { posix } from "node:path";
import { fitsWord } from "./pattern.ts";
import type { SimpleCommand } from "./shell.ts";

/** Words apart by white space; a last `*` alone stands for any further words. */
export function patternWords(pattern: string): string[] {
  return pattern.trim().split(/\s+/);
}

/** Nothing about the command is uncertain, and it is what the pattern says, word by word. */
export function fitsExactly(wanted: readonly string[], { words, altered }: SimpleCommand): boolean {
  if (altered || words.some(({ certain }) => !certain)) return false;
  const isOpen = wanted.at(-1) === "*";
  const fixed = isOpen ? wanted.slice(0, -1) : wanted;
  if (isOpen ? words.length < fixed.length : words.length !== fixed.length) return false;
  return fixed.every((word, index) => fitsWord(word, words[index]?.text ?? ""));
}

/**
 * The command may be what the pattern means: whatever its program's directory, with options between the words, and with
 * anything in the place of a word that is not certain.
 */
export function mayFit(wanted: readonly string[], { words }: SimpleCommand): boolean {
  const isOpen = wanted.at(-1) === "*";
  const fixed = isOpen ? wanted.slice(0, -1) : wanted;
  const program = words[0];
  if (!program) return false;
  if (!program.certain || fixed.length === 0) return true;
  const name = posix.basename(program.text);
  const wantedName = fixed[0] ?? "";
  if (!fitsWord(wantedName, program.text) && !fitsWord(wantedName, name)) return false;
  let places = new Set([1]);
  let isBehindOption = false;
  for (const word of words.slice(1)) {
    if (isOpen && places.has(fixed.length)) return true;
    if (!word.certain) return true;
    const next = new Set<number>();
    for (const place of places) {
      if (place < fixed.length && fitsWord(fixed[place] ?? "", word.text)) next.add(place + 1);
      if (word.text.startsWith("-") || isBehindOption) next.add(place);
    }
    isBehindOption = word.text.startsWith("-");
    places = next;
  }
  return places.has(fixed.length);
}
