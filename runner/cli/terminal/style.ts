export type Tone = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan" | "magenta";

const codes: Record<Tone, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

/** Puts a tone on text that is already clean and cut: escape codes must not be measured. */
export type Paint = (tone: Tone | undefined, text: string) => string;

export const noPaint: Paint = (_tone, text) => text;

export const ansiPaint: Paint = (tone, text) => {
  if (tone === undefined || text === "") return text;
  const [on, off] = codes[tone];
  return `\u001B[${on}m${text}\u001B[${off}m`;
};
