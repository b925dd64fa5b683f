/**
 * Heights of many rows, measured or estimated, with where each begins. Changing one costs nothing until a place behind
 * it is asked for.
 */
export class RowHeights {
  readonly #measured = new Map<string, number>();
  #keys: readonly string[] = [];
  #heights: Float64Array = new Float64Array(0);
  /** `#ends[i]` is where row i ends; right up to `#valid`. */
  #ends: Float64Array = new Float64Array(0);
  #valid = 0;

  get count(): number {
    return this.#keys.length;
  }

  /** Of the row as it was last said: what is shown may already be of other rows. */
  key(index: number): string | undefined {
    return this.#keys[index];
  }

  /** The rows from now on; what was measured under a key that is still there is kept. */
  reset(keys: readonly string[], estimate: (index: number) => number): void {
    const size = keys.length;
    const same = this.#keys.length <= size ? this.#commonHead(keys) : 0;
    if (this.#heights.length < size) {
      const room = Math.max(64, Math.ceil(size * 1.5));
      const [heights, ends] = [new Float64Array(room), new Float64Array(room)];
      heights.set(this.#heights.subarray(0, same));
      ends.set(this.#ends.subarray(0, Math.min(same, this.#valid)));
      [this.#heights, this.#ends] = [heights, ends];
    }
    for (let index = same; index < size; index += 1) {
      this.#heights[index] = this.#measured.get(keys[index] ?? "") ?? estimate(index);
    }
    this.#valid = Math.min(this.#valid, same);
    this.#keys = keys;
  }

  /** Returns whether it was another one. */
  measure(index: number, height: number): boolean {
    const key = this.#keys[index];
    if (key === undefined) return false;
    this.#measured.set(key, height);
    if (this.#heights[index] === height) return false;
    this.#heights[index] = height;
    this.#valid = Math.min(this.#valid, index);
    return true;
  }

  /** Pixels above row `index`; `count` asks for the height of all. */
  top(index: number): number {
    const wanted = Math.min(index, this.count);
    for (let at = this.#valid; at < wanted; at += 1) {
      this.#ends[at] = (at === 0 ? 0 : (this.#ends[at - 1] ?? 0)) + (this.#heights[at] ?? 0);
    }
    this.#valid = Math.max(this.#valid, wanted);
    return wanted === 0 ? 0 : (this.#ends[wanted - 1] ?? 0);
  }

  /** The row that `y` pixels from the top lies in; the last one when it is below all. */
  at(y: number): number {
    this.top(this.count);
    let [low, high] = [0, Math.max(0, this.count - 1)];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) > y) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Rows are mostly appended: the last common one tells of all before it only when the first is the same too. */
  #commonHead(keys: readonly string[]): number {
    const size = this.#keys.length;
    if (size === 0 || keys[0] !== this.#keys[0]) return 0;
    return keys[size - 1] === this.#keys[size - 1] ? size : 0;
  }
}
