import type { ChangedFile, ThreadDetail } from "../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { Emitter } from "../emitter.ts";
import type { RunnerApi } from "../session/runner-api.ts";

/** Milliseconds in which events are collected before an open thread is read again. */
const refreshMs = 300;

/** What is below the rows that are open: read when first asked for, and again when events say that it changed. */
export class ThreadDetails implements Disposable {
  readonly #api: RunnerApi;
  readonly #onError: (error: unknown) => void;
  readonly #changes: Emitter<string>;
  readonly #details = new Map<string, Promise<ThreadDetail>>();
  /** Changed files by run. */
  readonly #files = new Map<string, Promise<ChangedFile[]>>();
  readonly #stale = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(api: RunnerApi, onError: (error: unknown) => void) {
    this.#api = api;
    this.#onError = onError;
    this.#changes = new Emitter(onError);
  }

  /** With the id of a thread whose rows below must be asked for again. */
  onChange(listener: (threadId: string) => void): Disposable {
    return this.#changes.on(listener);
  }

  get(threadId: string): Promise<ThreadDetail> {
    return kept(this.#details, threadId, () => this.#api.threads.get.query({ threadId }));
  }

  /** None where the run has made no checkpoint yet. */
  files(threadId: string, runId: string): Promise<ChangedFile[]> {
    return kept(this.#files, runId, async () => {
      const { runs } = await this.get(threadId);
      if (!runs.some(({ run, checkpoints }) => run.id === runId && checkpoints.length > 0)) return [];
      const { files } = await this.#api.threads.changes.query({ threadId, runId });
      return files;
    });
  }

  /** The person closed the row: it is read anew when it is opened again. */
  close(threadId: string): void {
    this.#details.delete(threadId);
    this.#stale.delete(threadId);
  }

  note(events: readonly TimelineEvent[]): void {
    for (const { type, threadId, runId } of events) {
      if (type === "checkpoint.created" && runId !== undefined) this.#files.delete(runId);
      if (threadId !== undefined && changing.has(type) && this.#details.has(threadId)) this.#stale.add(threadId);
    }
    if (this.#stale.size > 0) this.#timer ??= setTimeout(() => this.#refresh(), refreshMs);
  }

  /** After a gap in the stream. */
  forgetAll(): void {
    for (const threadId of this.#details.keys()) this.#stale.add(threadId);
    this.#files.clear();
    this.#refresh();
  }

  #refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const stale = [...this.#stale];
    this.#stale.clear();
    for (const threadId of stale) void this.#read(threadId);
  }

  async #read(threadId: string): Promise<void> {
    try {
      const detail = await this.#api.threads.get.query({ threadId });
      if (!this.#details.has(threadId)) return;
      this.#details.set(threadId, Promise.resolve(detail));
      this.#changes.fire(threadId);
    } catch (error) {
      // Offline: what was known stays; the next event or the next opening reads again.
      this.#onError(error);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#changes[Symbol.dispose]();
  }
}

/** Of all events those that change what is shown below a thread. */
const changing: ReadonlySet<TimelineEvent["type"]> = new Set<TimelineEvent["type"]>([
  "job.created",
  "job.status",
  "run.started",
  "run.ended",
  "stage.started",
  "stage.ended",
  "checkpoint.created",
]);

/** A failed reading is not kept: the next asking tries again. */
function kept<Value>(map: Map<string, Promise<Value>>, key: string, read: () => Promise<Value>): Promise<Value> {
  const known = map.get(key);
  if (known) return known;
  const reading = read();
  map.set(key, reading);
  reading.catch(() => {
    if (map.get(key) === reading) map.delete(key);
  });
  return reading;
}
