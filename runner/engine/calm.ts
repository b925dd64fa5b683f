import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "../store/port.ts";

/** How long after an agent was started the machine still has its hands full with it, in milliseconds. */
const settleMs = 250;
/** Work in the background is put off so long at most: a queue that never rests must not let the disk fill up. */
const patienceMs = 20_000;

/** Knows whether agents are being started right now. What can wait lets them go first: it wants the same disk. */
export class Calm implements Disposable {
  readonly #starting = new Set<string>();
  readonly #subscription: Disposable;
  #startedAt = Number.NEGATIVE_INFINITY;

  constructor(store: Store) {
    this.#subscription = store.onCommit((events) => {
      for (const { type, runId } of events) {
        if (runId === undefined) continue;
        if (type === "run.started") this.#starting.add(runId);
        else if (type === "run.ended") this.#starting.delete(runId);
        else if (type === "agent.started" && this.#starting.delete(runId)) this.#startedAt = performance.now();
      }
    });
  }

  /** Resolves when nothing is being started, when it has waited long enough, or when `signal` fires. */
  async wait(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + patienceMs;
    const isBusy = () => this.#starting.size > 0 || performance.now() - this.#startedAt < settleMs;
    while (isBusy() && performance.now() < deadline && !signal.aborted) await delay(50);
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }
}
