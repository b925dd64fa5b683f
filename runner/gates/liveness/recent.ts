/** Whether something was there before, among the last `limit` different things. */
export class RecentSet {
  readonly #limit: number;
  readonly #seen = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when it is known already; it counts as new again once `limit` others came after it. */
  add(value: string): boolean {
    const isNew = !this.#seen.delete(value);
    this.#seen.add(value);
    const [oldest] = this.#seen;
    if (this.#seen.size > this.#limit && oldest !== undefined) this.#seen.delete(oldest);
    return isNew;
  }
}
