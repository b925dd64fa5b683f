/** Tells listeners of what happened. Unlike VS Code's own, it works where there is no VS Code. */
export class Emitter<Value> implements Disposable {
  readonly #listeners = new Set<(value: Value) => void>();
  readonly #onError: (error: unknown) => void;

  /** `onError` gets what a listener throws: one bad listener must not keep the news from the others. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  readonly on = (listener: (value: Value) => void): Disposable => {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  };

  fire(value: Value): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  [Symbol.dispose](): void {
    this.#listeners.clear();
  }
}
