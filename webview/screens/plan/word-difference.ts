/** A piece of a text that was changed: in both, only in the old one, only in the new one. */
export interface Piece {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Comparing takes time with the product of both lengths; beyond it, what is between the common ends counts as all new. */
const longestProduct = 1_000_000;

/** What became of a text, word by word. */
export function wordDifference(before: string, after: string): Piece[] {
  const [old, now] = [words(before), words(after)];
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const middle = compare(old.slice(start, old.length - end), now.slice(start, now.length - end));
  return joined([
    { kind: "same", text: old.slice(0, start).join("") },
    ...middle,
    { kind: "same", text: end === 0 ? "" : old.slice(-end).join("") },
  ]);
}

function words(text: string): string[] {
  return text.match(/\s+|\S+/g) ?? [];
}

function compare(old: string[], now: string[]): Piece[] {
  if (old.length * now.length > longestProduct)
    return [
      { kind: "removed", text: old.join("") },
      { kind: "added", text: now.join("") },
    ];
  // lengths[i * width + j]: of the longest common subsequence of old from i on and now from j on.
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pieces: Piece[] = [];
  for (let i = 0, j = 0; i < old.length || j < now.length;) {
    const [gone, come] = [old[i], now[j]];
    if (gone !== undefined && gone === come) {
      pieces.push({ kind: "same", text: gone });
      i += 1;
      j += 1;
    } else if (gone !== undefined && (come === undefined || at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: "removed", text: gone });
      i += 1;
    } else {
      pieces.push({ kind: "added", text: come ?? "" });
      j += 1;
    }
  }
  return pieces;
}

/** Neighbours of one kind as one piece, no empty ones; what is only white space between two changes goes along with them. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (piece.text === "") continue;
    if (last?.kind === piece.kind) last.text += piece.text;
    else found.push({ ...piece });
  }
  return found;
}
