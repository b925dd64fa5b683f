import { watch, type FSWatcher } from "node:fs";

/** Longest time that a missed event can delay anything, in milliseconds. */
const netMs = 1000;
/** Where the system grants no watch (its number per user is limited), looking often must do. */
const unwatchedMs = 50;

/** Tells its listeners that something in a directory may have changed: by events, and by a slow poll as the net. */
export class DirectoryWatch {
  readonly #listeners = new Set<() => void>();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(directory: string) {
    this.#timer = setInterval(() => this.poke(), netMs);
    try {
      this.#watcher = watch(directory, () => this.poke());
      this.#watcher.on("error", () => this.#pollInstead());
    } catch {
      // ENOSPC or EMFILE: no watch to be had, the poll stands in.
      this.#pollInstead();
    }
  }

  /** Wakes everyone who waits; also called by who knows of a change that no file shows. */
  poke(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Calls back on each possible change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves with the first answer of `look` that is not undefined, asking now and on each change. Rejects with the
   * signal's reason, and with what `look` throws.
   */
  until<Answer>(look: () => Answer | undefined, signal?: AbortSignal): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const finish = (settle: () => void): void => {
        unsubscribe();
        signal?.removeEventListener("abort", abort);
        settle();
      };
      const check = (): void => {
        try {
          const answer = look();
          if (answer !== undefined) finish(() => resolve(answer));
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const abort = (): void => finish(() => reject(signal?.reason));
      const unsubscribe = this.subscribe(check);
      if (signal?.aborted) return abort();
      signal?.addEventListener("abort", abort, { once: true });
      check();
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Wakes everyone a last time, so that whoever waits can notice `closed`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watcher?.close();
    clearInterval(this.#timer);
    this.poke();
  }

  #pollInstead(): void {
    if (this.#closed) return;
    this.#watcher?.close();
    this.#watcher = undefined;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.poke(), unwatchedMs);
  }
}
