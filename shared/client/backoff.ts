/** Milliseconds before try `attempt` (from 0): 250 doubling to 30 000 with full jitter, so that clients of a runner that restarts do not all come back at once. */
export function reconnectDelay(attempt: number): number {
  return Math.random() * Math.min(250 * 2 ** Math.min(attempt, 10), 30_000);
}

/** Returns early, without an error, when `signal` fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const end = () => resolve();
  signal.addEventListener("abort", end, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", end);
}
