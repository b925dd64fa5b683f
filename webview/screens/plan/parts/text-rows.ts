/** How many rows a field needs for its text, so that it is seen whole without being opened: at most `most`. */
export function rowsFor(text: string, most: number): number {
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 90)), 0);
  return Math.min(most, Math.max(1, lines));
}
