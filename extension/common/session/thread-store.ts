import type { ThreadSummary } from "../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { ThreadStatus } from "../../../shared/model/thread.ts";
import { Emitter } from "../emitter.ts";
import type { RunnerApi } from "./runner-api.ts";

/** Threads that are at work or need someone: few, so all of them are kept. */
const present: ThreadStatus[] = ["waiting_input", "blocked", "active"];
/** Threads at rest: as many as there were ever, so they come by pages, the latest first. */
const resting: ThreadStatus[] = ["open", "idle"];
const pageSize = 100;
/** Milliseconds in which changed threads are collected before their rows are read again. */
const refreshMs = 150;
/** What one call may ask for by id. */
const idsAtOnce = 200;

/** The threads of one runner as last known; offline it keeps what it has. */
export class ThreadStore implements Disposable {
  readonly #api: RunnerApi;
  readonly #changes: Emitter<void>;
  readonly #onError: (error: unknown) => void;
  #threads = new Map<string, ThreadSummary>();
  #nextPage: string | null = null;
  #stale = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(api: RunnerApi, onError: (error: unknown) => void) {
    this.#api = api;
    this.#onError = onError;
    this.#changes = new Emitter(onError);
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.on(listener);
  }

  all(): ThreadSummary[] {
    return [...this.#threads.values()];
  }

  get(id: string): ThreadSummary | undefined {
    return this.#threads.get(id);
  }

  /** Whether the runner has threads at rest that were not loaded. */
  get more(): boolean {
    return this.#nextPage !== null;
  }

  /** Reads everything anew; resolves with the `seq` from which events are still to be seen. */
  async load(): Promise<number> {
    const rested = await this.#api.threads.list.query({ statuses: resting, sort: "updated", limit: pageSize });
    const threads = new Map<string, ThreadSummary>();
    let { seq } = rested;
    for (let after: string | undefined; ;) {
      const page = await this.#api.threads.list.query({ statuses: present, limit: 1_000, ...(after && { after }) });
      for (const summary of page.threads) threads.set(summary.thread.id, summary);
      seq = Math.min(seq, page.seq);
      if (page.nextAfter === null) break;
      after = page.nextAfter;
    }
    for (const summary of rested.threads) threads.set(summary.thread.id, summary);
    this.#threads = threads;
    this.#nextPage = rested.nextAfter;
    this.#changes.fire();
    return seq;
  }

  async loadMore(): Promise<void> {
    if (this.#nextPage === null) return;
    const page = await this.#api.threads.list.query({
      statuses: resting,
      sort: "updated",
      limit: pageSize,
      after: this.#nextPage,
    });
    for (const summary of page.threads) this.#threads.set(summary.thread.id, summary);
    this.#nextPage = page.nextAfter;
    this.#changes.fire();
  }

  /** A thread that is not among the loaded ones, for a panel that was restored or a link; undefined when there is none. */
  async fetch(id: string): Promise<ThreadSummary | undefined> {
    const known = this.#threads.get(id);
    if (known) return known;
    const { threads } = await this.#api.threads.list.query({ ids: [id] });
    return threads[0];
  }

  /** Rows of the threads that these events are about are read again, soon and together. */
  note(events: readonly TimelineEvent[]): void {
    for (const { threadId } of events) if (threadId !== undefined) this.#stale.add(threadId);
    if (this.#stale.size > 0) this.#timer ??= setTimeout(() => void this.#refresh(), refreshMs);
  }

  async #refresh(): Promise<void> {
    const ids = [...this.#stale].slice(0, idsAtOnce);
    for (const id of ids) this.#stale.delete(id);
    try {
      const { threads } = await this.#api.threads.list.query({ ids });
      for (const summary of threads) this.#threads.set(summary.thread.id, summary);
      this.#changes.fire();
    } catch (error) {
      // Offline: asked for again with the next event, or with everything when the connection is back.
      for (const id of ids) this.#stale.add(id);
      if (!this.#disposed) this.#onError(error);
    } finally {
      this.#timer = undefined;
    }
    if (this.#stale.size > 0 && !this.#disposed) this.note([]);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#changes[Symbol.dispose]();
  }
}
