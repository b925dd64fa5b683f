import { cleanLine } from "../terminal/clean.ts";
import type { Paint, Tone } from "../terminal/style.ts";
import { cut, fit, textWidth, wrap } from "../terminal/width.ts";
import type { StatusLook } from "./status-symbol.ts";

/** `label   value` lines with the values in one column; those without a value are left out. Long ones are cut, or wrapped. */
export function labelled(
  rows: readonly (readonly [label: string, value: string | null, tone?: Tone])[],
  { columns, paint, wrapped = false }: { columns: number | null; paint: Paint; wrapped?: boolean },
): string {
  const shown = rows.filter(([, value]) => value !== null && value !== "");
  const width = Math.max(0, ...shown.map(([label]) => textWidth(label))) + 2;
  return shown
    .map(([label, value, tone]) => {
      const text = cleanLine(value ?? "");
      const room = columns === null ? null : columns - width;
      const lines = room === null ? [text] : wrapped ? wrap(text, room) : [cut(text, room)];
      return lines
        .map((part, index) => `${paint("dim", fit(index === 0 ? label : "", width))}${paint(tone, part)}\n`)
        .join("");
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
