/** Names that other programs use for what Spool calls otherwise; too far apart for the edit distance. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  branch: ["base_branch"],
  timeout_ms: ["timeout_minutes"],
  timeout: ["timeout_minutes"],
  max_concurrent: ["max_concurrent_jobs", "max_jobs"],
  environment: ["env"],
  host: ["listen"],
  port: ["listen"],
  url: ["repo"],
  retries: ["retry_limit"],
  prompt: ["system_prompt"],
};

/** The known word that was most likely meant; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // Longer than any key: not a misspelling, and the distance is quadratic in the length.
  if (word.length > 60) return undefined;
  const other = Object.hasOwn(otherNames, word) ? otherNames[word] : undefined;
  const renamed = other?.find((name) => known.includes(name));
  if (renamed !== undefined) return renamed;
  const folded = fold(word);
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const distance = editDistance(folded, fold(name));
    if (distance <= Math.max(1, Math.floor(name.length / 3)) && (best === undefined || distance < best.distance)) {
      best = { name, distance };
    }
  }
  return best?.name;
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll("-", "_");
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
