import { showHidden } from "../../shared/hidden-text.ts";

/** Text from an agent or a repository on one line, with what hides or reorders text made visible. */
export function visibleLine(text: string): string {
  return showHidden(text).replace(/\s+/g, " ").trim();
}

/** A text cut so that a page can show it: its beginning or its end, and whether something was left out. */
export function excerpt(
  text: string,
  limits: { lines: number; characters: number; keep: "head" | "tail" },
): { text: string; cut: boolean } {
  const { lines, characters, keep } = limits;
  const whole = showHidden(text).replace(/^\n+|\s+$/g, "");
  let shown = whole;
  const all = whole.split("\n");
  if (all.length > lines) shown = (keep === "head" ? all.slice(0, lines) : all.slice(-lines)).join("\n");
  if (shown.length > characters) shown = keep === "head" ? shown.slice(0, characters) : shown.slice(-characters);
  return { text: shown.toWellFormed(), cut: shown.length < whole.length };
}
