/** A sequence of tool calls that came again and again with the same results. */
export interface Loop {
  /** How many calls it takes to come round. */
  period: number;
  /** How often it was gone through. */
  rounds: number;
  /** Its calls in order, as a person reads them. */
  calls: string[];
}

/** Longest cycle that is looked for: what comes round later is, for all that can be told, a plan. */
export const longestCycle = 6;

interface Call {
  signature: string;
  label: string;
}

/**
 * Finds the shortest cycle at the end of a sequence, one call at a time and in memory for two of the longest cycle. A call
 * is known by its signature alone: what it was and what came of it.
 */
export class LoopDetector {
  readonly #last: Call[] = [];
  /** By period - 1: how many of the newest calls equal the one that came a period before. */
  readonly #repeated = Array.from<number>({ length: longestCycle }).fill(0);

  add(call: Call): void {
    for (let period = 1; period <= longestCycle; period += 1) {
      const same = this.#last.at(-period)?.signature === call.signature;
      this.#repeated[period - 1] = same ? (this.#repeated[period - 1] ?? 0) + 1 : 0;
    }
    this.#last.push(call);
    if (this.#last.length > longestCycle) this.#last.shift();
  }

  /** The shortest cycle that was gone through at least `rounds` times and goes on; undefined when there is none. */
  find(rounds: number): Loop | undefined {
    for (let period = 1; period <= longestCycle; period += 1) {
      const gone = Math.floor((this.#repeated[period - 1] ?? 0) / period) + 1;
      if (gone < rounds) continue;
      return { period, rounds: gone, calls: this.#last.slice(-period).map(({ label }) => label) };
    }
    return undefined;
  }
}
