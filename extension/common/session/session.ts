import type { StreamItem } from "../../../shared/api/stream.ts";
import { pause, reconnectDelay } from "../../../shared/client/backoff.ts";
import { SpoolError, toSpoolError } from "../../../shared/errors.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { Emitter } from "../emitter.ts";
import type { RunnerApi, RunnerClient } from "./runner-api.ts";
import { incompatibility, type SessionState } from "./session-state.ts";
import { ThreadStore } from "./thread-store.ts";

export interface SessionLog {
  debug(message: string): void;
  warn(message: string): void;
}

/** Milliseconds in which events are collected before anyone hears of them: a screen is drawn at most ten times a second. */
const batchMs = 100;

/**
 * One runner: its connection with its state, one stream of all its events, and the threads as last known. It goes on by
 * itself over lost connections and restarts of the runner until it is disposed.
 */
export class RunnerSession implements AsyncDisposable {
  /** Origin of the runner's address; what tokens, drafts and panels are kept under. */
  readonly id: string;
  readonly name: string;
  readonly client: RunnerClient;
  readonly threads: ThreadStore;
  readonly #log: SessionLog;
  readonly #ending = new AbortController();
  readonly #states: Emitter<SessionState>;
  readonly #events: Emitter<readonly TimelineEvent[]>;
  readonly #resets: Emitter<void>;
  readonly #working: Promise<void>;
  #state: SessionState = { kind: "connecting" };
  #batch: TimelineEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { id: string; name: string; client: RunnerClient; log: SessionLog }) {
    this.id = options.id;
    this.name = options.name;
    this.client = options.client;
    this.#log = options.log;
    const onError = (error: unknown) => this.#log.warn(`a listener failed: ${toSpoolError(error).message}`);
    this.#states = new Emitter(onError);
    this.#events = new Emitter(onError);
    this.#resets = new Emitter(onError);
    this.threads = new ThreadStore(this.client.api, onError);
    this.#working = this.#work();
  }

  get api(): RunnerApi {
    return this.client.api;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Called at each change, not with the present state. */
  onState(listener: (state: SessionState) => void): Disposable {
    return this.#states.on(listener);
  }

  /** Each event of the runner once and in order, a tenth of a second's worth at a time. */
  onEvents(listener: (events: readonly TimelineEvent[]) => void): Disposable {
    return this.#events.on(listener);
  }

  /** What is shown must be read again: the stream left out more than it was worth sending. */
  onReset(listener: () => void): Disposable {
    return this.#resets.on(listener);
  }

  async #work(): Promise<void> {
    const { signal } = this.#ending;
    const unwatch = this.client.connection.onChange((phase, failure) => {
      if (phase === "connecting" && failure) this.#lost(failure);
      if (phase === "open" && this.#state.kind === "offline") void this.#greet();
    });
    try {
      for (let tries = 0; !signal.aborted; tries += 1) {
        try {
          const after = await this.#begin();
          for await (const item of this.client.followEvents({}, { after, signal })) await this.#take(item);
        } catch (error) {
          if (signal.aborted) return;
          const known = toSpoolError(error);
          if (isFinal(known)) return this.#move({ kind: "refused", error: known });
          this.#lost(known);
        }
        await pause(reconnectDelay(tries), signal);
      }
    } finally {
      unwatch();
    }
  }

  /** Resolves with the `seq` that the threads were read at. */
  async #begin(): Promise<number> {
    const hello = await this.client.api.hello.query();
    const misfit = incompatibility(hello);
    if (misfit) throw misfit;
    const seq = await this.threads.load();
    this.#move({ kind: "online", hello });
    return seq;
  }

  /** After a lost connection came back: it may be another version of the runner by now. */
  async #greet(): Promise<void> {
    try {
      const hello = await this.client.api.hello.query();
      const misfit = incompatibility(hello);
      this.#move(misfit ? { kind: "refused", error: misfit } : { kind: "online", hello });
    } catch (error) {
      // The connection is gone again: its own state says so, and the next opening asks again.
      this.#log.debug(`hello failed: ${toSpoolError(error).message}`);
    }
  }

  async #take(item: StreamItem): Promise<void> {
    if (item.type === "reset") {
      this.#batch = [];
      await this.threads.load();
      this.#resets.fire();
      return;
    }
    this.#batch.push(item);
    this.#timer ??= setTimeout(() => this.#flush(), batchMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const events = this.#batch;
    this.#batch = [];
    this.threads.note(events);
    this.#events.fire(events);
  }

  #lost(failure: SpoolError): void {
    const since = this.#state.kind === "offline" ? this.#state.since : Date.now();
    this.#move({ kind: "offline", since, reason: failure.message, hint: failure.hint });
  }

  #move(state: SessionState): void {
    if (this.#ending.signal.aborted || this.#state.kind === "refused") return;
    this.#state = state;
    this.#log.debug(`${this.name}: ${state.kind}`);
    this.#states.fire(state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    this.threads[Symbol.dispose]();
    await this.client.close();
    await this.#working;
  }
}

function isFinal(error: SpoolError): boolean {
  return (
    SpoolError.is(error, "unauthenticated") ||
    SpoolError.is(error, "forbidden") ||
    SpoolError.is(error, "not_available")
  );
}
