/** The value below which the share `q` (0 to 1) of the samples lies; NaN without samples. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** How far apart the middle half of the samples is, as a share of the median: 0 is perfectly steady. */
export function spread(samples: readonly number[]): number {
  const middle = median(samples);
  return middle === 0 ? 0 : (quantile(samples, 0.75) - quantile(samples, 0.25)) / Math.abs(middle);
}

/** One sample divided by the other of the same repetition, so that what slowed the machine then slowed both. */
export function ratios(own: readonly number[], reference: readonly number[]): number[] {
  return own.slice(0, reference.length).map((value, index) => value / (reference[index] ?? Number.NaN));
}
