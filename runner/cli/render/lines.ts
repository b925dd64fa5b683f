import { cleanLine } from "../terminal/clean.ts";
import type { Paint, Tone } from "../terminal/style.ts";
import { cut, fit, textWidth } from "../terminal/width.ts";
import type { StatusLook } from "./status-symbol.ts";

/** `label   value` lines with the values in one column; those without a value are left out. */
export function labelled(
  rows: readonly (readonly [label: string, value: string | null, tone?: Tone])[],
  { columns, paint }: { columns: number | null; paint: Paint },
): string {
  const shown = rows.filter(([, value]) => value !== null && value !== "");
  const width = Math.max(0, ...shown.map(([label]) => textWidth(label))) + 2;
  return shown
    .map(([label, value, tone]) => {
      const text = cleanLine(value ?? "");
      return `${paint("dim", fit(label, width))}${paint(tone, columns === null ? text : cut(text, columns - width))}\n`;
    })
    .join("");
}

/** One line, cleaned and cut to the terminal. */
export function line(
  text: string,
  { columns, paint }: { columns: number | null; paint: Paint },
  { indent = 0, tone }: { indent?: number; tone?: Tone | undefined } = {},
): string {
  const shown = cleanLine(text);
  return `${" ".repeat(indent)}${paint(tone, columns === null ? shown : cut(shown, Math.max(8, columns - indent)))}\n`;
}

export function look({ symbol, word }: StatusLook): string {
  return `${symbol} ${word}`;
}
