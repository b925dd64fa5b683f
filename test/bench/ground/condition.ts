import { setTimeout as delay } from "node:timers/promises";

/** Asks every 50 ms until the answer is yes; throws after `limitMs`. */
export async function until(what: string, limitMs: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${limitMs / 1000} s`);
    await delay(50);
  }
}
