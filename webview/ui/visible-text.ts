import { controls, controlSequences, deceptive } from "../../shared/terminal-text.ts";

/**
 * Text from an agent or a repository as it is shown: what drives a terminal is taken out, what reorders or hides text
 * is made visible by its number, so that a person reads what will be run.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(controlSequences, "")
    .replace(controls, "")
    .replace(deceptive, (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}⟩`);
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/\s+/g, " ").trim();
}

/** A text cut so that a page can show it: its beginning or its end, and whether something was left out. */
export function excerpt(
  text: string,
  limits: { lines: number; characters: number; keep: "head" | "tail" },
): { text: string; cut: boolean } {
  const { lines, characters, keep } = limits;
  const whole = visibleText(text).replace(/^\n+|\s+$/g, "");
  let shown = whole;
  const all = whole.split("\n");
  if (all.length > lines) shown = (keep === "head" ? all.slice(0, lines) : all.slice(-lines)).join("\n");
  if (shown.length > characters) shown = keep === "head" ? shown.slice(0, characters) : shown.slice(-characters);
  return { text: shown.toWellFormed(), cut: shown.length < whole.length };
}
