import { tracked, type TrackedEnvelope } from "@trpc/server";
import type { StreamItem } from "../../shared/api/stream.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { EventScope, Store } from "../store/port.ts";
import type { StreamLimits } from "./context.ts";

const pageSize = 500;

export interface EventStreamRequest {
  store: Store;
  scope: EventScope;
  /** `seq` of the last event the client has; undefined means from now on. */
  after: number | undefined;
  limits: StreamLimits;
  /** Resolves when the client can take more. */
  drained: (signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
}

/**
 * Every event of the scope after `after`, each once and in order, for as long as `signal` lasts: read from the store
 * until there is nothing left, then as it is committed. A subscriber that reads too slowly for its queue is sent back to
 * the store; it misses nothing and holds at most a page and a queue in memory.
 */
export async function* eventStream(
  request: EventStreamRequest,
): AsyncGenerator<TrackedEnvelope<StreamItem>, void, undefined> {
  const { store, scope, limits, signal, drained } = request;
  // Listening starts before anything is read, so that no commit falls between the store and the queue.
  using live = new LiveEvents(store, scope, limits.queuedEvents, signal);
  let cursor = request.after ?? (await store.read.events.lastSeq());
  while (!signal.aborted) {
    live.restart();
    const reset = await resetPoint(request, cursor);
    if (reset !== undefined) {
      cursor = reset;
      yield tracked(String(reset), { type: "reset", seq: reset });
    }
    let page: TimelineEvent[];
    do {
      page = await store.read.events.after(cursor, scope, pageSize);
      for (const event of page) {
        await drained(signal);
        if (signal.aborted) return;
        cursor = event.seq;
        yield tracked(String(cursor), event);
      }
    } while (page.length === pageSize);
    for await (const event of live) {
      if (event.seq <= cursor) continue;
      await drained(signal);
      if (signal.aborted) return;
      cursor = event.seq;
      yield tracked(String(cursor), event);
    }
  }
}

/** Where the client must start anew: it is ahead of the log, or too far behind to be sent everything. */
async function resetPoint(request: EventStreamRequest, cursor: number): Promise<number | undefined> {
  const { store, scope, limits } = request;
  const last = await store.read.events.lastSeq();
  if (cursor > last) return last;
  if (last - cursor <= limits.gap) return undefined;
  return (await store.read.events.countAfter(cursor, scope, limits.gap + 1)) > limits.gap ? last : undefined;
}

/** Commits of one scope as they happen. Iterating ends when the queue overflowed or the signal fired. */
class LiveEvents implements Disposable {
  readonly #limit: number;
  readonly #signal: AbortSignal;
  readonly #listening: Disposable;
  readonly #onAbort = () => this.#wake();
  #queue: TimelineEvent[] = [];
  #overflowed = false;
  #wake: () => void = () => undefined;

  constructor(store: Store, scope: EventScope, limit: number, signal: AbortSignal) {
    this.#limit = limit;
    this.#signal = signal;
    signal.addEventListener("abort", this.#onAbort);
    this.#listening = store.onCommit((events) => {
      if (this.#overflowed) return;
      for (const event of events) if (inScope(event, scope)) this.#queue.push(event);
      if (this.#queue.length > this.#limit) {
        this.#overflowed = true;
        this.#queue = [];
      }
      this.#wake();
    });
  }

  restart(): void {
    this.#queue = [];
    this.#overflowed = false;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TimelineEvent, void, undefined> {
    while (!this.#overflowed && !this.#signal.aborted) {
      const queued = this.#queue;
      this.#queue = [];
      for (const event of queued) yield event;
      // Nothing may be awaited between the last look at the queue and this promise, or its wake-up is lost.
      if (this.#queue.length > 0 || this.#overflowed || this.#signal.aborted) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#listening[Symbol.dispose]();
    this.#queue = [];
  }
}

function inScope(event: TimelineEvent, scope: EventScope): boolean {
  if (scope.runId !== undefined) return event.runId === scope.runId;
  return scope.threadId === undefined || event.threadId === scope.threadId;
}
