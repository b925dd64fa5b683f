export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
/** Of files: 2^20. */
export const megabyte = 1024 ** 2;
/** Of disks and memory as people buy them: 2^30. */
export const gigabyte = 1024 ** 3;

export function bytesOfGigabytes(gigabytes: number): number {
  return Math.round(gigabytes * gigabyte);
}

/** Whole milliseconds: fractions of a unit are written (0.5 hours), fractions of a millisecond mean nothing. */
export function milliseconds(amount: number, unit: number): number {
  return Math.round(amount * unit);
}

export function orNull<In, Out>(value: In | undefined, convert: (value: In) => Out): Out | null {
  return value === undefined ? null : convert(value);
}
