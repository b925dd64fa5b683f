import { monotonicFactory } from "ulid";
import { idPrefixes, type IdKind } from "../../shared/model/common.ts";
import type { Clock, Ids } from "../core/core.ts";

export const systemClock: Clock = { now: () => Date.now() };

/** Within one millisecond, and when the clock steps back, the next id is still greater than the one before. */
export function monotonicIds(clock: Clock): Ids {
  const next = monotonicFactory();
  return { make: (kind: IdKind) => `${idPrefixes[kind]}_${next(clock.now()).toLowerCase()}` };
}
