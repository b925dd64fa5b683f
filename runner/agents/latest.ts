/**
 * A map of what an agent has announced and not ended yet. It forgets the oldest beyond `most`: an agent that announces
 * without end, a mebibyte at a time, must not take the runner's memory, at once and again at each replay.
 */
export class Latest<Value> extends Map<string, Value> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: string, value: Value): this {
    super.set(key, value);
    if (this.size > this.#most) {
      const [oldest] = this.keys();
      if (oldest !== undefined) this.delete(oldest);
    }
    return this;
  }
}

/** Calls at work at a time of which everything is kept. Agents make a handful. */
export const mostCalls = 32;
/** Ids that are remembered by themselves. */
export const mostIds = 1_000;
