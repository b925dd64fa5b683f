import { setTimeout as pause } from "node:timers/promises";
import type { Pace } from "../../runner/engine/pace.ts";

/** Time that goes by only when a test says so. */
export class HandPace implements Pace {
  readonly #ticks = new Set<() => void>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  every(_milliseconds: number, tick: () => void): Disposable {
    this.#ticks.add(tick);
    return { [Symbol.dispose]: () => this.#ticks.delete(tick) };
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const tick of this.#ticks) tick();
  }

  /** Lets time go by in steps of `milliseconds` until `awaited` has come. */
  async until<Value>(awaited: Promise<Value>, milliseconds: number): Promise<Value> {
    const there = awaited.then((value) => ({ value }));
    for (;;) {
      this.advance(milliseconds);
      // What a tick sets going reads rows and processes; the next one comes when that had a chance to be done.
      const first = await Promise.race([there, pause(10)]);
      if (first) return first.value;
    }
  }
}
