import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { Emitter } from "../emitter.ts";

/** Milliseconds in which events are collected before anyone hears of them: a screen is drawn at most ten times a second. */
const batchMs = 100;

/** Events that come one by one, given on together and in order. */
export class EventBatch implements Disposable {
  readonly #told: Emitter<readonly TimelineEvent[]>;
  #held: TimelineEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(onError: (error: unknown) => void) {
    this.#told = new Emitter(onError);
  }

  on(listener: (events: readonly TimelineEvent[]) => void): Disposable {
    return this.#told.on(listener);
  }

  push(event: TimelineEvent): void {
    if (this.#disposed) return;
    this.#held.push(event);
    this.#timer ??= setTimeout(() => this.#flush(), batchMs);
  }

  /** Forgets what nobody has heard of yet. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#held = [];
  }

  #flush(): void {
    const events = this.#held;
    this.clear();
    this.#told.fire(events);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.clear();
    this.#told[Symbol.dispose]();
  }
}
