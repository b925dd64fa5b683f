import type { Row } from "./row.ts";

/** How much is done: `full` is what the bars are about, `quick` a look, `tiny` only shows that the bench works. */
export type Scale = "full" | "quick" | "tiny";

export interface BenchContext {
  scale: Scale;
  /** Fresh, on the disk that is measured; removed with everything in it after the bench. */
  directory: string;
  /** One of three by scale. */
  pick<Value>(full: Value, quick: Value, tiny: Value): Value;
  /** Progress for who waits; not part of the results. */
  say(text: string): void;
}

export interface Bench {
  name: string;
  what: string;
  /** Only when named: needs the network, or much time. */
  onDemand?: boolean;
  /** Opens windows of VS Code: tested where those have both processors. */
  opensWindows?: boolean;
  run(context: BenchContext): Promise<Row[]>;
}

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/**
 * Runs each of the named works once per repetition, one after the other, so that all see the same machine. After three
 * repetitions it stops when `budgetMs` is used up: a busy machine makes a figure less certain, not the bench endless.
 */
export async function interleaved<Name extends string>(
  repetitions: number,
  works: Record<Name, (repetition: number) => Promise<number>>,
  budgetMs = 60_000,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const began = performance.now();
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    if (repetition >= 3 && performance.now() - began > budgetMs) break;
    // The order turns round each time, so that none always comes after the one that warms or floods the caches.
    const order = repetition % 2 === 0 ? names : names.toReversed();
    for (const name of order) samples[name].push(await works[name](repetition));
  }
  return samples;
}

/** Epoch milliseconds with fractions, comparable between processes. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
