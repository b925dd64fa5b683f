import { controls, controlSequences, deceptive } from "../../../shared/terminal-text.ts";

/**
 * Text from an agent, a repository or a file, made safe to print: no escape sequence, control or reordering character
 * is left. Line ends become `\n` (a lone carriage return too: it would overprint), tabs become spaces.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(controlSequences, "")
    .replace(/\t/g, "    ")
    .replace(controls, "")
    .replace(deceptive, "");
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}
