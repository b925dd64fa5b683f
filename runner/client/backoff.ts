import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds before try `attempt` (from 0): 250 doubling to 30 000 with full jitter, so that clients of a runner that restarts do not all come back at once. */
export function reconnectDelay(attempt: number): number {
  return Math.random() * Math.min(250 * 2 ** Math.min(attempt, 10), 30_000);
}

/** Returns early, without an error, when `signal` fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch {
    // Only the signal can end it; whoever fired it looks at it next.
  }
}
