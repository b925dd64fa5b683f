import type { StreamItem } from "../api/stream.ts";
import { type ErrorCode, SpoolError, toSpoolError } from "../errors.ts";
import { pause, reconnectDelay } from "./backoff.ts";
import { fromWire } from "./wire-error.ts";

export interface EventFilter {
  threadId?: string | undefined;
  runId?: string | undefined;
}

/** What following needs of the API, by shape: this file must not know the router's type. */
export interface EventsApi {
  events: {
    list: { query(input: { limit: number }, options: { signal: AbortSignal }): Promise<{ lastSeq: number }> };
    subscribe: {
      subscribe(
        input: EventFilter & { lastEventId: string },
        handlers: {
          onData: (message: { data: StreamItem }) => void;
          onError: (error: unknown) => void;
          onComplete: () => void;
        },
      ): { unsubscribe(): void };
    };
  };
}

/** Items held for a consumer that is busy; beyond it the subscription is ended and resumed when they are consumed. */
const heldItems = 5_000;

const incurable: ReadonlySet<ErrorCode> = new Set(["unauthenticated", "forbidden", "invalid_input", "not_found"]);

export async function* followEvents(request: {
  api: EventsApi;
  filter: EventFilter;
  after: number | undefined;
  signal: AbortSignal;
  refused: AbortSignal;
}): AsyncGenerator<StreamItem, void, undefined> {
  const { api, filter, signal, refused } = request;
  let last = request.after;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      // "From now on" is pinned to a number at once: a connection lost before the first event would move it.
      last ??= (await api.events.list.query({ limit: 1 }, { signal })).lastSeq;
      using feed = new Feed(api, filter, last, signal);
      for await (const item of feed) {
        failures = -1;
        // After a reset the log may be shorter than what was seen, so it sets the mark whichever way.
        if (item.type !== "reset" && item.seq <= last) continue;
        last = item.seq;
        yield item;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (incurable.has(toSpoolError(error).code)) throw error;
    }
    if (refused.aborted && SpoolError.is(refused.reason)) throw refused.reason;
    if (failures >= 0) await pause(reconnectDelay(failures), signal);
  }
}

/** One subscription as something to iterate; ends when the server ends it, when too much is held, or on abort. */
class Feed implements Disposable {
  readonly #signal: AbortSignal;
  readonly #onAbort = () => this.#end();
  readonly #subscription: { unsubscribe(): void };
  #held: StreamItem[] = [];
  #ended = false;
  #error: SpoolError | undefined;
  #wake: () => void = () => undefined;

  constructor(api: EventsApi, filter: EventFilter, after: number, signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", this.#onAbort);
    const { threadId, runId } = filter;
    const input = { ...(threadId && { threadId }), ...(runId && { runId }), lastEventId: String(after) };
    this.#subscription = api.events.subscribe.subscribe(input, {
      onData: ({ data }) => {
        if (this.#ended) return;
        this.#held.push(data);
        if (this.#held.length <= heldItems) return this.#wake();
        this.#end();
        this.#subscription.unsubscribe();
      },
      onError: (error) => {
        this.#error = fromWire(error) ?? toSpoolError(error);
        this.#end();
      },
      onComplete: () => this.#end(),
    });
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamItem, void, undefined> {
    while (!this.#signal.aborted) {
      const item = this.#held.shift();
      if (item) {
        yield item;
        continue;
      }
      if (this.#error) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#subscription.unsubscribe();
  }
}
