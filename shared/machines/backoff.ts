/**
 * Delay before attempt `n + 1` after `n` failed ones, in milliseconds: 10 s doubling to 300 s, plus up to 2 s so that
 * jobs which failed together do not come back together. `random` is in [0, 1).
 */
export function retryDelay(failedAttempts: number, random: number): number {
  const exponent = Math.max(0, Math.min(failedAttempts - 1, 10));
  return Math.min(10_000 * 2 ** exponent, 300_000) + Math.floor(random * 2_000);
}
