import { median, spread } from "./statistics.ts";

export type Unit = "ms" | "×" | "MB" | "kB" | "/s" | "count";

export interface Series {
  what: string;
  unit: Unit;
  samples: number[];
}

/** One line of the table: a figure that is held against a bar, and the series it was made from. */
export interface Row {
  bench: string;
  what: string;
  figure: Series;
  /** Absent: told for orientation, nothing is promised. */
  bar?: { atMost: number } | { atLeast: number };
  from: Series[];
  note?: string;
}

/** Middle half wider than this share of the median: the machine was too busy for the figure to mean much. */
const noisyFrom = 0.5;

export function isNoisy(row: Row): boolean {
  return [row.figure, ...row.from].some(({ samples }) => samples.length > 2 && spread(samples) > noisyFrom);
}

export function verdict({ figure, bar }: Row): "met" | "missed" | "–" {
  if (!bar) return "–";
  const value = median(figure.samples);
  const met = "atMost" in bar ? value <= bar.atMost : value >= bar.atLeast;
  return met ? "met" : "missed";
}
