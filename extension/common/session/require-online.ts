import { SpoolError } from "../../../shared/errors.ts";
import type { RunnerSession } from "./session.ts";
import { whyDisabled } from "./session-state.ts";

/** Before anything is asked of the person that the runner could not be told. Error: `unavailable` with why. */
export function requireOnline({ state, name }: Pick<RunnerSession, "state" | "name">): void {
  const why = whyDisabled(state);
  if (why !== undefined) throw new SpoolError("unavailable", `not possible now: ${why}`, { details: { runner: name } });
}
