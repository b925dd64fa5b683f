/**
 * Makes calls share work without ever being served by work that had begun before they came: the first call starts it,
 * those that come meanwhile all wait for the one after.
 */
export function shareNext(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  function start(): Promise<void> {
    const current = work().finally(() => {
      if (running === current) running = undefined;
    });
    running = current;
    return current;
  }
  return () => {
    if (!running) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
