/**
 * Delay before attempt `n + 1` after `n` failed ones, in milliseconds: `base` doubling up to 30 times it, plus up to a
 * fifth of it so that jobs which failed together do not come back together. With the default base of 10 s that is 10 s to
 * 300 s plus up to 2 s. `random` is in [0, 1).
 */
export function retryDelay(failedAttempts: number, random: number, baseMs: number): number {
  const exponent = Math.max(0, Math.min(failedAttempts - 1, 10));
  return Math.min(baseMs * 2 ** exponent, baseMs * 30) + Math.floor((random * baseMs) / 5);
}
