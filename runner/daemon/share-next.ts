/**
 * Makes calls share work without ever being served by work that had begun before they came: the first call starts it,
 * those that come meanwhile all wait for the one after. A caller whose signal fires waits no longer (its promise rejects
 * with the signal's reason), and work that nobody waits for any more is told to end by its own signal.
 */
export function shareNext<Result>(
  work: (unwanted: AbortSignal) => Promise<Result>,
): (signal?: AbortSignal) => Promise<Result> {
  let running: Shared<Result> | undefined;
  let next: Shared<Result> | undefined;
  function begin(before: Promise<unknown> | undefined): Shared<Result> {
    const shared: Shared<Result> = new Shared(async (unwanted) => {
      if (before) {
        await before.catch(() => undefined);
        if (next === shared) next = undefined;
        unwanted.throwIfAborted();
        running = shared;
      }
      return work(unwanted).finally(() => {
        if (running === shared) running = undefined;
      });
    });
    return shared;
  }
  return (signal) => {
    if (running) {
      if (next === undefined || next.isUnwanted) next = begin(running.result);
      return next.join(signal);
    }
    running = begin(undefined);
    return running.join(signal);
  };
}

class Shared<Result> {
  readonly result: Promise<Result>;
  readonly #unwanted = new AbortController();
  #waiting = 0;

  constructor(begin: (unwanted: AbortSignal) => Promise<Result>) {
    this.result = begin(this.#unwanted.signal);
    // Told to those that wait for it, of whom there may be none any more.
    this.result.catch(() => undefined);
  }

  get isUnwanted(): boolean {
    return this.#unwanted.signal.aborted;
  }

  async join(signal: AbortSignal | undefined): Promise<Result> {
    this.#waiting += 1;
    if (!signal) return this.result;
    const { promise: left, reject } = Promise.withResolvers<never>();
    const leave = () => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#unwanted.abort(signal.reason);
      reject(signal.reason);
    };
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await Promise.race([this.result, left]);
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }
}
