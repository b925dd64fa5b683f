import type { RunnerSession } from "./session.ts";

/** Resolves when the runner has answered or failed to, at the latest when `signal` fires. */
export async function whenAnswered(
  session: Pick<RunnerSession, "state" | "onState">,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  using _listening = session.onState(({ kind }) => {
    if (kind !== "connecting") resolve();
  });
  if (session.state.kind !== "connecting" || signal.aborted) return;
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
