import { tracked, type TrackedEnvelope } from "@trpc/server";
import type { LogSlice } from "../../shared/api/views.ts";
import type { RunnerServices } from "./services.ts";

const sliceBytes = 64 * 1024;

/** A log from byte `offset` on, as it grows; ends when the log has ended and all of it was sent. */
export async function* logStream(request: {
  services: RunnerServices;
  runId: string;
  name: string;
  offset: number;
  drained: (signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
}): AsyncGenerator<TrackedEnvelope<LogSlice>, void, undefined> {
  const { services, runId, name, drained, signal } = request;
  let { offset } = request;
  while (!signal.aborted) {
    const slice = await services.readLog({ runId, name, offset, limit: sliceBytes });
    if (slice.nextOffset > offset) {
      offset = slice.nextOffset;
      await drained(signal);
      yield tracked(String(offset), slice);
      continue;
    }
    if (slice.ended) return;
    await services.logGrown({ runId, name, offset }, signal);
  }
}
