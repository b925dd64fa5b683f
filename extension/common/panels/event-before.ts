import type { TimelineEvent } from "../../../shared/events/catalogue.ts";

/**
 * The number after which events are no earlier than `at`: 0 when all are. `next` gives the first event after a number.
 * Events are numbered in the order of their times, so about twenty looks are enough for a million.
 */
export async function lastSeqBefore(
  at: number,
  lastSeq: number,
  next: (after: number) => Promise<Pick<TimelineEvent, "seq" | "at"> | undefined>,
): Promise<number> {
  let [low, high] = [0, lastSeq];
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    const found = await next(middle);
    if (!found || found.at >= at) high = middle;
    else low = found.seq;
  }
  return low;
}
