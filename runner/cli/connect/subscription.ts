/** A subscription with callbacks, as something to iterate. Ends when it completes or when `signal` fires. */
export async function* iterate<Item>(
  subscribe: (handlers: { onItem: (item: Item) => void; onError: (error: unknown) => void; onEnd: () => void }) => {
    unsubscribe(): void;
  },
  signal: AbortSignal,
): AsyncGenerator<Item, void, undefined> {
  const held: Item[] = [];
  let ended = false;
  let failure: { error: unknown } | undefined;
  let wake: () => void = () => {};
  const end = () => {
    ended = true;
    wake();
  };
  signal.addEventListener("abort", end, { once: true });
  const subscription = subscribe({
    onItem: (item) => {
      held.push(item);
      wake();
    },
    onError: (error) => {
      failure = { error };
      end();
    },
    onEnd: end,
  });
  try {
    for (;;) {
      if (signal.aborted) return;
      const item = held.shift();
      if (item !== undefined) {
        yield item;
        continue;
      }
      if (failure) throw failure.error;
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal.removeEventListener("abort", end);
    subscription.unsubscribe();
  }
}
