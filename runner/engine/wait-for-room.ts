import { setTimeout as delay } from "node:timers/promises";

const longestPauseMs = 5_000;

/** Does `work`, again after a pause as long as the disk is full. False when the signal fired before there was room. */
export async function waitForRoom(work: () => Promise<void>, signal: AbortSignal): Promise<boolean> {
  for (let pause = 100; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      await work();
      return true;
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    // The signal fired: that is seen next.
    await delay(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return false;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
