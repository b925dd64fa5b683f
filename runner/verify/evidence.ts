const mostHits = 4;
const mostLines = 16;
const longestQuote = 240;
const longestEvidence = 2_000;
/** Lines after a match: a compiler shows there what it means, a test runner what it compared. */
const after = 2;

/** The lines that matched, with what stands right behind them. The first ones: in a build, later errors follow from them. */
export function evidenceOf(lines: readonly string[], hits: readonly number[]): string[] {
  const chosen = new Set<number>();
  for (const hit of distinct(lines, hits).slice(0, mostHits)) {
    for (let index = hit; index <= Math.min(hit + after, lines.length - 1); index += 1) chosen.add(index);
  }
  const quoted: string[] = [];
  let room = longestEvidence;
  for (const index of [...chosen].toSorted((one, other) => one - other).slice(0, mostLines)) {
    const line = (lines[index] ?? "").slice(0, longestQuote).toWellFormed();
    if (line.trim() === "" || line.length > room) continue;
    room -= line.length;
    quoted.push(line);
  }
  return quoted;
}

/** Of lines that say the same, the first. */
function distinct(lines: readonly string[], hits: readonly number[]): number[] {
  const seen = new Set<string>();
  return hits.filter((hit) => {
    const text = (lines[hit] ?? "").trim();
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
