import type { RunStatus } from "./model/run.ts";

/** The exit cause of an agent that the runner ended: since it was done, was cancelled or had no time left. */
export const stopped = "stopped";

/**
 * How the agent's process ended, where that can be why a run did not succeed: not when it ended as it should, and not when
 * the runner ended it, which says nothing of what went wrong.
 */
export function tellingExit(status: RunStatus, exitCause: string | null): string | undefined {
  if (status === "succeeded" || exitCause === null || exitCause === "exit 0" || exitCause === stopped) return undefined;
  return exitCause;
}
