import { type TRPCLink, type TRPCRequestOptions, TRPCUntypedClient } from "@trpc/client";
import type { AnyTRPCRouter } from "@trpc/server";
import { SpoolError } from "../errors.ts";
import { pause, reconnectDelay } from "./backoff.ts";
import { fromWire, unanswered, unreachable } from "./wire-error.ts";

/** A repeat would make a second secret that nobody sees: the runner keeps no answer that holds one. */
const notRepeated = new Set(["tokens.create"]);

/** Longest wait between two tries of one call; a person is waiting for it. */
const retryDelayLimitMs = 1_000;

export interface CallPolicy {
  url: string;
  /** For one call with its repeats. */
  timeoutMs: number;
  /** Repeats after a failed connection. */
  retries: number;
  /** Fires, with the error, when the runner refuses this client for good. */
  refused: AbortSignal;
  /** False while the WebSocket is down: a call that times out then was never sent. */
  connected: () => boolean;
}

/** Every call has an end, every mutation a key that is kept over its repeats, every failure a SpoolError. */
export class Calls<Router extends AnyTRPCRouter> extends TRPCUntypedClient<Router> {
  readonly #policy: CallPolicy;

  constructor(links: TRPCLink<Router>[], policy: CallPolicy) {
    super({ links });
    this.#policy = policy;
  }

  override query(path: string, input?: unknown, options?: TRPCRequestOptions): Promise<unknown> {
    return this.#tried(this.#policy.retries, options, (with_) => super.query(path, input, with_));
  }

  override mutation(path: string, input?: unknown, options?: TRPCRequestOptions): Promise<unknown> {
    const keyed = { idempotencyKey: globalThis.crypto.randomUUID(), ...(input as object | undefined) };
    const retries = notRepeated.has(path) ? 0 : this.#policy.retries;
    return this.#tried(retries, options, (with_) => super.mutation(path, keyed, with_));
  }

  async #tried(
    retries: number,
    options: TRPCRequestOptions | undefined,
    attempt: (options: TRPCRequestOptions) => Promise<unknown>,
  ): Promise<unknown> {
    const { refused, timeoutMs } = this.#policy;
    const deadline = AbortSignal.timeout(timeoutMs);
    const own = options?.signal;
    const signal = AbortSignal.any([deadline, refused, ...(own ? [own] : [])]);
    for (let tries = 0; ; tries += 1) {
      try {
        signal.throwIfAborted();
        return await attempt({ ...options, signal });
      } catch (error) {
        if (own?.aborted) throw own.reason;
        const failure = this.#failure(error, deadline);
        if (failure.code !== "unavailable" || tries >= retries || signal.aborted) throw failure;
      }
      await pause(Math.min(reconnectDelay(tries), retryDelayLimitMs), signal);
    }
  }

  #failure(error: unknown, deadline: AbortSignal): SpoolError {
    const { url, refused, timeoutMs, connected } = this.#policy;
    if (refused.aborted && SpoolError.is(refused.reason)) return refused.reason;
    const answered = fromWire(error);
    if (answered) return answered;
    if (!deadline.aborted || !connected()) return unreachable(url, error);
    return unanswered(timeoutMs, error);
  }
}
