import type { LogSlice } from "../../../shared/api/views.ts";
import { pause, reconnectDelay } from "../../../shared/client/backoff.ts";
import { fromWire } from "../../../shared/client/wire-error.ts";
import { type ErrorCode, type SpoolError, toSpoolError } from "../../../shared/errors.ts";
import type { RunnerApi } from "../session/runner-api.ts";

export interface LogReader {
  onText: (text: string) => void;
  /** The log has ended and all of it was told. */
  onEnd: () => void;
  /** Nothing more will come: the log is not there, or may not be read. */
  onError: (error: SpoolError) => void;
}

const incurable: ReadonlySet<ErrorCode> = new Set(["not_found", "forbidden", "unauthenticated", "invalid_input"]);

/** Follows a log from its beginning over lost connections until it has ended or `signal` fires. */
export async function followLog(
  api: RunnerApi,
  log: { runId: string; name: string },
  { reader, signal }: { reader: LogReader; signal: AbortSignal },
): Promise<void> {
  let offset = 0;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await subscription(api, { ...log, offset }, signal, (slice) => {
        failures = 0;
        offset = slice.nextOffset;
        reader.onText(slice.text);
      });
      if (!signal.aborted) reader.onEnd();
      return;
    } catch (error) {
      const known = fromWire(error) ?? toSpoolError(error);
      if (incurable.has(known.code)) return reader.onError(known);
    }
    await pause(reconnectDelay(failures), signal);
  }
}

/** Resolves when the runner has said everything, or `signal` fires. */
async function subscription(
  api: RunnerApi,
  { runId, name, offset }: { runId: string; name: string; offset: number },
  signal: AbortSignal,
  onSlice: (slice: LogSlice) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const subscribed = api.runs.followLog.subscribe(
    { runId, name, lastEventId: String(offset) },
    {
      onData: ({ data }) => {
        // Sent again after a lost connection.
        if (data.nextOffset > offset) onSlice(data);
      },
      onError: reject,
      onComplete: resolve,
    },
  );
  const end = () => resolve();
  signal.addEventListener("abort", end, { once: true });
  try {
    await promise;
  } finally {
    signal.removeEventListener("abort", end);
    subscribed.unsubscribe();
  }
}
