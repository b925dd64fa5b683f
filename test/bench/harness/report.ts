import { isNoisy, type Row, type Series, type Unit, verdict } from "./row.ts";
import { median, quantile } from "./statistics.ts";

/** The rows of one bench as lines of text: what was measured, its bar, its verdict, and where the figure comes from. */
export function reportRows(rows: readonly Row[]): string {
  return rows.flatMap((row) => [headline(row), ...row.from.map(supporting), ...note(row)]).join("\n");
}

function headline(row: Row): string {
  const { figure, bar } = row;
  const target = bar ? ("atMost" in bar ? `≤ ${bar.atMost}` : `≥ ${bar.atLeast}`) : "";
  const value = `${format(median(figure.samples), figure.unit)} ${range(figure)}`;
  const words = [row.what.padEnd(62), value.padEnd(28), target.padEnd(8), verdict(row), isNoisy(row) ? "noisy" : ""];
  return words.join(" ").trimEnd();
}

function supporting(series: Series): string {
  const value = `${format(median(series.samples), series.unit)} ${range(series)}`;
  return `  ${series.what.padEnd(60)} ${value}`;
}

function note(row: Row): string[] {
  return row.note === undefined ? [] : [`  ${row.note}`];
}

function range({ samples, unit }: Series): string {
  if (samples.length < 2) return "";
  const ends = [quantile(samples, 0), quantile(samples, 1)].map((value) => format(value, unit, true));
  return `(${ends.join("–")}, n=${samples.length})`;
}

export function format(value: number, unit: Unit, bare = false): string {
  const digits = Math.abs(value) >= 100 || unit === "count" ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return bare ? value.toFixed(digits) : `${value.toFixed(digits)} ${unit === "count" ? "" : unit}`.trimEnd();
}
