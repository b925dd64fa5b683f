import type { StreamItem } from "../../../shared/api/stream.ts";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import { pause, reconnectDelay } from "../../../shared/client/backoff.ts";
import { SpoolError, toSpoolError } from "../../../shared/errors.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { Emitter } from "../emitter.ts";
import { EventBatch } from "./event-batch.ts";
import type { RunnerApi, RunnerClient } from "./runner-api.ts";
import { incompatibility, isRefusal, type SessionState } from "./session-state.ts";
import { ThreadStore } from "./thread-store.ts";

export interface SessionLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** Longest wait before asking a runner anew that did not answer: the call itself waits for the connection already. */
const unansweredDelayMs = 1_000;

/** A client with what was started for it. */
interface Link {
  client: RunnerClient | undefined;
  ending: AbortController;
  working: Promise<void>;
}

/**
 * One runner: its connection with its state, one stream of all its events, and the threads as last known. It goes on by
 * itself over lost connections and restarts of the runner, and stays the same object over new tokens and names, until it
 * is disposed.
 */
export class RunnerSession implements AsyncDisposable {
  /** Origin of the runner's address; what tokens, drafts and panels are kept under. */
  readonly id: string;
  readonly threads: ThreadStore;
  /**
   * The API by whatever client there is when it is called, so that it can be held on to. Error of every call while there is
   * no token: `unauthenticated`.
   */
  readonly api: RunnerApi;
  readonly #connect: () => RunnerClient | undefined;
  readonly #log: SessionLog;
  readonly #now: () => number;
  readonly #states: Emitter<SessionState>;
  readonly #resets: Emitter<void>;
  readonly #batch: EventBatch;
  #name: string;
  #link: Link;
  #disposed = false;
  #state: SessionState = { kind: "connecting" };
  /** `seq` of the newest event that was taken; the stream goes on after it, whatever happened in between. */
  #after: number | undefined;
  /** Start of the runner that the threads were read from. */
  #instance: string | undefined;
  /** Threads must be read as a whole, and screens told to, before the stream goes on. */
  #resetDue = false;
  #heard: number | undefined;

  /** `connect` makes a client with the token as it is then; undefined when there is none. */
  constructor(options: {
    id: string;
    name: string;
    connect: () => RunnerClient | undefined;
    log: SessionLog;
    now?: () => number;
  }) {
    this.id = options.id;
    this.#name = options.name;
    this.#connect = options.connect;
    this.#log = options.log;
    this.#now = options.now ?? Date.now;
    const onError = (error: unknown) => this.#log.warn(`a listener failed: ${toSpoolError(error).message}`);
    this.#states = new Emitter(onError);
    this.#resets = new Emitter(onError);
    this.#batch = new EventBatch(onError);
    // The shape is that of each client's API: nothing of the target is ever used.
    this.api = new Proxy({} as RunnerApi, { get: (_target, name) => Reflect.get(this.client.api, name) as unknown });
    const onFailure = (error: unknown) => this.#log.debug(`threads not read: ${toSpoolError(error).message}`);
    this.threads = new ThreadStore(() => this.api, onError, onFailure);
    this.#batch.on((events) => this.threads.note(events));
    this.#link = this.#open();
  }

  get name(): string {
    return this.#name;
  }

  /** Error: `unauthenticated` when there is no token for it. */
  get client(): RunnerClient {
    const { client } = this.#link;
    if (client) return client;
    throw noToken();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Of when what is shown is: now while online, else when the runner was last heard of. Undefined: never. */
  get asOf(): number | undefined {
    return this.#state.kind === "online" ? this.#now() : this.#heard;
  }

  /** Called at each change of state or name, not with the present state. */
  onState(listener: (state: SessionState) => void): Disposable {
    return this.#states.on(listener);
  }

  /** Each event of the runner once and in order, a tenth of a second's worth at a time. */
  onEvents(listener: (events: readonly TimelineEvent[]) => void): Disposable {
    return this.#batch.on(listener);
  }

  /** What is shown must be read again: the stream left out more than it was worth sending. */
  onReset(listener: () => void): Disposable {
    return this.#resets.on(listener);
  }

  /** What an earlier window knew, until the runner answers. */
  restore(known: { threads: ThreadSummary[]; asOf: number }): void {
    if (this.#heard !== undefined || this.#instance !== undefined) return;
    this.#heard = known.asOf;
    this.threads.restore(known.threads);
    if (this.#state.kind === "offline") this.#move({ ...this.#state, since: known.asOf });
  }

  rename(name: string): void {
    if (name === this.#name) return;
    this.#name = name;
    this.#states.fire(this.#state);
  }

  /** Tries at once with a new client, also after a refusal: the token may be another one by now. */
  reconnect(): void {
    if (this.#disposed) return;
    const previous = this.#link;
    this.#move({ kind: "connecting" });
    this.#link = this.#open();
    void this.#end(previous);
  }

  #open(): Link {
    const ending = new AbortController();
    const link: Link = { client: this.#connect(), ending, working: Promise.resolve() };
    if (link.client) link.working = this.#work(link);
    else this.#move({ kind: "refused", error: noToken() });
    return link;
  }

  async #end({ client, ending, working }: Link): Promise<void> {
    ending.abort();
    try {
      await client?.close();
      await working;
    } catch (error) {
      // Nobody needs it any more; that it could not be closed in order is for whoever reads the log.
      this.#log.debug(`${this.#name}: closing failed: ${toSpoolError(error).message}`);
    }
  }

  async #work(link: Link): Promise<void> {
    const { signal } = link.ending;
    let tries = 0;
    while (!signal.aborted) {
      link.client ??= this.#connect();
      const { client } = link;
      if (!client) return this.#move({ kind: "refused", error: noToken() });
      let longest = Infinity;
      try {
        await this.#follow(client, signal, () => {
          tries = 0;
        });
      } catch (error) {
        if (signal.aborted) return;
        const known = toSpoolError(error);
        if (isRefusal(known)) return this.#move({ kind: "refused", error: known });
        this.#lost(known);
        if (known.code === "unavailable" || known.code === "timeout") longest = unansweredDelayMs;
        // Something else answers at this address and the client has given up for good; a runner may be back there soon.
        if (known.code === "not_found") {
          link.client = undefined;
          await client.close();
        }
      }
      await pause(Math.min(reconnectDelay(tries), longest), signal);
      tries += 1;
    }
  }

  /** Greets and takes events until something fails that the client cannot mend by itself. */
  async #follow(client: RunnerClient, signal: AbortSignal, onProgress: () => void): Promise<void> {
    const failed = new AbortController();
    const ended = AbortSignal.any([signal, failed.signal]);
    let following = false;
    const unwatch = client.connection.onChange((phase, failure) => {
      if (ended.aborted) return;
      if (phase === "connecting" && failure) this.#interrupted(failure);
      if (phase !== "open" || !following || this.#state.kind === "online") return;
      // After a lost connection it may be another version of the runner, or another runner.
      this.#greet(client, ended).catch((error: unknown) => failed.abort(error));
    });
    try {
      await this.#greet(client, ended);
      onProgress();
      following = true;
      for await (const item of client.followEvents({}, { after: this.#after ?? 0, signal: ended })) {
        await this.#take(item, ended);
        onProgress();
      }
      failed.signal.throwIfAborted();
    } finally {
      unwatch();
      failed.abort();
    }
  }

  async #greet(client: RunnerClient, signal: AbortSignal): Promise<void> {
    const hello = await client.api.hello.query(undefined, { signal });
    const misfit = incompatibility(hello);
    if (misfit) throw misfit;
    if (hello.instance !== this.#instance || this.#resetDue) {
      const seq = await this.threads.load(signal);
      this.#after ??= seq;
      this.#instance = hello.instance;
    }
    signal.throwIfAborted();
    if (this.#resetDue) this.#reset();
    this.threads.resume();
    // It may be gone again: then that was said, and the next opening greets anew.
    if (client.connection.current() === "open") this.#move({ kind: "online", hello });
  }

  async #take(item: StreamItem, signal: AbortSignal): Promise<void> {
    if (item.type !== "reset") {
      this.#after = item.seq;
      this.#batch.push(item);
      return;
    }
    // If reading fails, the next greeting makes up for it: the stream will not say it again.
    this.#resetDue = true;
    this.#after = item.seq;
    this.#batch.clear();
    await this.threads.load(signal);
    this.#reset();
  }

  #reset(): void {
    this.#resetDue = false;
    this.#resets.fire();
  }

  /** A connection that broke is made anew at once; only when that fails, too, the runner is offline. */
  #interrupted(failure: SpoolError): void {
    if (this.#state.kind !== "online") return this.#lost(failure);
    this.#heard = this.#now();
    this.#move({ kind: "connecting" });
  }

  #lost(failure: SpoolError): void {
    const was = this.#state;
    if (was.kind === "online") this.#heard = this.#now();
    if (was.kind === "offline" && was.reason === failure.message) return;
    const since = was.kind === "offline" ? was.since : (this.#heard ?? this.#now());
    this.#move({ kind: "offline", since, reason: failure.message, hint: failure.hint });
  }

  #move(state: SessionState): void {
    if (this.#disposed) return;
    if (this.#state.kind === "online" && state.kind !== "online") this.#heard = this.#now();
    const news = this.#state.kind !== state.kind;
    this.#state = state;
    if (news) this.#log.info(`${this.#name}: ${stateWords(state)}`);
    this.#states.fire(state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#batch[Symbol.dispose]();
    this.threads[Symbol.dispose]();
    await this.#end(this.#link);
  }
}

function noToken(): SpoolError {
  return new SpoolError("unauthenticated", "no access token is kept for this runner", {
    hint: "Spool: Enter Access Token…",
  });
}

function stateWords(state: SessionState): string {
  switch (state.kind) {
    case "connecting":
      return "connecting";
    case "online":
      return `online, version ${state.hello.version} as ${state.hello.caller.role}`;
    case "offline":
      return `offline: ${state.reason}`;
    case "refused":
      return `refused: ${state.error.message}`;
  }
}
