import type { ThreadSummary } from "../../../shared/api/views.ts";
import { Emitter } from "../emitter.ts";
import { isNumber, isRecord, isText } from "../stored.ts";

/** Where marks are kept; VS Code's `Memento` is one. */
export interface KeyValueStore {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Read marks kept for one runner; beyond it the oldest go, and what is older than they were counts as read. */
const readLimit = 2_000;

interface StoredMarks {
  /** What happened up to then counts as read: when this editor first saw the runner, by the runner's clock. */
  baseline: number;
  /** By thread: time of the newest thing of it that was seen; 0 when the person marked it unread. */
  read: Record<string, number>;
  pinned: string[];
}

/** Time of the newest thing of a thread that a person wants to know of: a question, or how its job ended. */
export function newestThatMatters({ latestJob, pendingApprovals }: ThreadSummary): number {
  const ended = latestJob?.finishedAt ?? (latestJob?.status === "blocked" ? latestJob.updatedAt : 0);
  return Math.max(ended, ...pendingApprovals.map(({ requestedAt }) => requestedAt));
}

/** What this person marked: threads read and pinned, by runner. They are the editor's, not the runner's. */
export class ThreadMarks implements Disposable {
  readonly #store: KeyValueStore;
  readonly #changes: Emitter<{ runnerId: string; threadIds: readonly string[] }>;
  readonly #onError: (error: unknown) => void;
  readonly #parsed = new Map<string, { raw: unknown; marks: StoredMarks }>();

  constructor(store: KeyValueStore, onError: (error: unknown) => void) {
    this.#store = store;
    this.#onError = onError;
    this.#changes = new Emitter(onError);
  }

  onChange(listener: (change: { runnerId: string; threadIds: readonly string[] }) => void): Disposable {
    return this.#changes.on(listener);
  }

  /** Called when a runner is seen; only the first time counts. `now` is by its clock. */
  meet(runnerId: string, now: number): void {
    if (this.#read(runnerId).baseline === 0) this.#write(runnerId, { baseline: now }, []);
  }

  isUnread(runnerId: string, summary: ThreadSummary): boolean {
    const { baseline, read } = this.#read(runnerId);
    const newest = newestThatMatters(summary);
    return newest > 0 && newest > (read[summary.thread.id] ?? baseline);
  }

  pinned(runnerId: string): ReadonlySet<string> {
    return new Set(this.#read(runnerId).pinned);
  }

  markRead(runnerId: string, summaries: readonly ThreadSummary[]): void {
    const unread = summaries.filter((summary) => this.isUnread(runnerId, summary));
    if (unread.length > 0) this.#setRead(runnerId, unread, newestThatMatters);
  }

  markUnread(runnerId: string, summaries: readonly ThreadSummary[]): void {
    this.#setRead(runnerId, summaries, () => 0);
  }

  #setRead(runnerId: string, summaries: readonly ThreadSummary[], at: (summary: ThreadSummary) => number): void {
    const { baseline, read } = this.#read(runnerId);
    const next = { ...read, ...Object.fromEntries(summaries.map((summary) => [summary.thread.id, at(summary)])) };
    const ids = summaries.map(({ thread }) => thread.id);
    this.#write(runnerId, bounded({ baseline, read: next }), ids);
  }

  setPinned(runnerId: string, threadIds: readonly string[], isPinned: boolean): void {
    const pinned = new Set(this.#read(runnerId).pinned);
    for (const id of threadIds)
      if (isPinned) pinned.add(id);
      else pinned.delete(id);
    this.#write(runnerId, { pinned: [...pinned] }, threadIds);
  }

  /** Asked for again each time, since another window may have written; parsed only when it did. */
  #read(runnerId: string): StoredMarks {
    const raw = this.#store.get(key(runnerId));
    const known = this.#parsed.get(runnerId);
    if (known && known.raw === raw) return known.marks;
    const marks = parseMarks(raw);
    this.#parsed.set(runnerId, { raw, marks });
    return marks;
  }

  #write(runnerId: string, change: Partial<StoredMarks>, threadIds: readonly string[]): void {
    this.#store.update(key(runnerId), { ...this.#read(runnerId), ...change }).then(undefined, this.#onError);
    this.#changes.fire({ runnerId, threadIds });
  }

  [Symbol.dispose](): void {
    this.#changes[Symbol.dispose]();
  }
}

function key(runnerId: string): string {
  return `spool.marks:${runnerId}`;
}

/** None when they are not what this version wrote. */
function parseMarks(raw: unknown): StoredMarks {
  const { baseline, read, pinned } = isRecord(raw) ? raw : {};
  const isWhole = isNumber(baseline) && isTimes(read) && Array.isArray(pinned) && pinned.every(isText);
  return isWhole ? { baseline, read, pinned } : { baseline: 0, read: {}, pinned: [] };
}

function isTimes(value: unknown): value is Record<string, number> {
  return isRecord(value) && Object.values(value).every(isNumber);
}

function bounded({ baseline, read }: Pick<StoredMarks, "baseline" | "read">): Pick<StoredMarks, "baseline" | "read"> {
  const entries = Object.entries(read);
  if (entries.length <= readLimit) return { baseline, read };
  const kept = entries.toSorted(([, a], [, b]) => b - a).slice(0, readLimit / 2);
  return { baseline: Math.max(baseline, kept.at(-1)?.[1] ?? 0), read: Object.fromEntries(kept) };
}
