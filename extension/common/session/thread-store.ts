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
/** The most that one call gives. */
const largestPage = 1_000;
/** Milliseconds in which changed threads are collected before their rows are read again. */
const refreshMs = 150;
/** What one call may ask for by id. */
const idsAtOnce = 200;

interface Row {
  summary: ThreadSummary;
  /** Of the log when the row was read: answers may overtake each other, and the older one must not win. */
  seq: number;
}

/** The threads of one runner as last known; offline it keeps what it has. */
export class ThreadStore implements Disposable {
  readonly #api: () => RunnerApi;
  readonly #changes: Emitter<readonly string[] | undefined>;
  readonly #onFailure: (error: unknown) => void;
  #rows = new Map<string, Row>();
  #nextPage: string | null = null;
  /** Threads at rest that were asked for, so that reading anew does not take away pages that a person loaded. */
  #wanted = pageSize;
  readonly #stale = new Set<string>();
  #refreshing = false;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  /** `onError` gets what a listener throws, `onFailure` why rows could not be read. */
  constructor(api: () => RunnerApi, onError: (error: unknown) => void, onFailure: (error: unknown) => void) {
    this.#api = api;
    this.#onFailure = onFailure;
    this.#changes = new Emitter(onError);
  }

  /** Called with the ids of the threads whose rows were read again; undefined when any may have changed, come or gone. */
  onChange(listener: (changed: readonly string[] | undefined) => void): Disposable {
    return this.#changes.on(listener);
  }

  all(): ThreadSummary[] {
    return Array.from(this.#rows.values(), ({ summary }) => summary);
  }

  get(id: string): ThreadSummary | undefined {
    return this.#rows.get(id)?.summary;
  }

  /** Whether the runner has threads at rest that were not loaded. */
  get more(): boolean {
    return this.#nextPage !== null;
  }

  /** Rows that another window knew, shown until the runner answers. */
  restore(threads: readonly ThreadSummary[]): void {
    this.#rows = new Map(threads.map((summary) => [summary.thread.id, { summary, seq: 0 }]));
    this.#changes.fire(undefined);
  }

  /** Reads everything anew; resolves with the `seq` from which events are still to be seen. */
  async load(signal?: AbortSignal): Promise<number> {
    const options = signal ? { signal } : {};
    const { list } = this.#api().threads;
    const limit = Math.min(this.#wanted, largestPage);
    const rested = await list.query({ statuses: resting, sort: "updated", limit }, options);
    const rows = new Map<string, Row>();
    keep(rows, rested);
    let { seq } = rested;
    for (let after: string | undefined; ;) {
      const page = await list.query({ statuses: present, limit: largestPage, ...(after && { after }) }, options);
      keep(rows, page);
      seq = Math.min(seq, page.seq);
      if (page.nextAfter === null) break;
      after = page.nextAfter;
    }
    this.#rows = rows;
    this.#nextPage = rested.nextAfter;
    this.#changes.fire(undefined);
    return seq;
  }

  async loadMore(): Promise<void> {
    if (this.#nextPage === null) return;
    const rows = this.#rows;
    const page = await this.#api().threads.list.query({
      statuses: resting,
      sort: "updated",
      limit: pageSize,
      after: this.#nextPage,
    });
    // Everything was read anew meanwhile: this page's place in it is not known.
    if (rows !== this.#rows) return;
    keep(rows, page);
    this.#nextPage = page.nextAfter;
    this.#wanted += page.threads.length;
    this.#changes.fire(undefined);
  }

  /** A thread that is not among the loaded ones, for a panel that was restored or a link; undefined when there is none. */
  async fetch(id: string): Promise<ThreadSummary | undefined> {
    const known = this.get(id);
    if (known) return known;
    const { threads } = await this.#api().threads.list.query({ ids: [id] });
    return threads[0];
  }

  /** Rows of the threads that these events are about are read again, soon and together. */
  note(events: readonly TimelineEvent[]): void {
    for (const { threadId } of events) if (threadId !== undefined) this.#stale.add(threadId);
    this.resume();
  }

  /** Goes on with rows that could not be read; called when the runner answers again. */
  resume(): void {
    if (this.#stale.size === 0 || this.#refreshing || this.#disposed) return;
    this.#timer ??= setTimeout(() => void this.#refresh(), refreshMs);
  }

  async #refresh(): Promise<void> {
    this.#timer = undefined;
    this.#refreshing = true;
    const ids = [...this.#stale].slice(0, idsAtOnce);
    for (const id of ids) this.#stale.delete(id);
    const rows = this.#rows;
    try {
      const page = await this.#api().threads.list.query({ ids });
      // What replaced these rows may have been read earlier than this page.
      keep(this.#rows, page);
      if (!this.#disposed) this.#changes.fire(rows === this.#rows ? ids : undefined);
      this.#refreshing = false;
      this.resume();
    } catch (error) {
      this.#refreshing = false;
      // They stay noted. Asking again by itself would be asking a runner that is not there, again and again.
      for (const id of ids) this.#stale.add(id);
      if (!this.#disposed) this.#onFailure(error);
    }
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#changes[Symbol.dispose]();
  }
}

function keep(rows: Map<string, Row>, page: { threads: readonly ThreadSummary[]; seq: number }): void {
  for (const summary of page.threads) {
    const { id } = summary.thread;
    const known = rows.get(id);
    if (!known || known.seq <= page.seq) rows.set(id, { summary, seq: page.seq });
  }
}
