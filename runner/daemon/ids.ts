import { decodeTime, monotonicFactory } from "ulid";
import { idPrefixes, type IdKind } from "../../shared/model/common.ts";
import type { Clock, Ids } from "../core/core.ts";

export const systemClock: Clock = { now: () => Date.now() };

/**
 * Within one millisecond, and when the clock steps back, the next id is still greater than the one before; also than
 * `earlier`, the newest ids of the lives before, because lists and attempts are in the order of their ids.
 */
export function monotonicIds(clock: Clock, earlier: readonly string[] = []): Ids {
  const next = monotonicFactory();
  const floor = Math.max(0, ...earlier.map((id) => timeOf(id) + 1));
  return { make: (kind: IdKind) => `${idPrefixes[kind]}_${next(Math.max(floor, clock.now())).toLowerCase()}` };
}

function timeOf(id: string): number {
  const text = id.slice(id.lastIndexOf("_") + 1).toUpperCase();
  // What is none of ours says nothing about time.
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text) ? decodeTime(text) : 0;
}
