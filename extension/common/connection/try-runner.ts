import type { Hello } from "../../../shared/api/views.ts";
import type { RunnerClient } from "../session/runner-api.ts";
import { incompatibility } from "../session/session-state.ts";

/**
 * Whether a runner answers and would let one in, with the first failure of the connection instead of trying on. Errors: why
 * not, as a session would say it.
 */
export async function tryRunner(client: RunnerClient, signal: AbortSignal): Promise<Hello> {
  const failed = Promise.withResolvers<never>();
  const unwatch = client.connection.onChange((phase, failure) => {
    if (phase === "connecting" && failure) failed.reject(failure);
  });
  try {
    const hello = await Promise.race([client.api.hello.query(undefined, { signal }), failed.promise]);
    const misfit = incompatibility(hello);
    if (misfit) throw misfit;
    return hello;
  } finally {
    unwatch();
  }
}
