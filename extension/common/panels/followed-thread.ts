import type { ThreadDetail } from "../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { RunnerSession } from "../session/session.ts";

const pageSize = 200;
/** Newest events that are kept to be shown again while the runner is away. */
const keptEvents = 500;
/** Milliseconds for which what was read ahead still answers the page. */
const aheadMs = 10_000;

interface SeenThread {
  detail: ThreadDetail;
  /** The newest, oldest first. */
  events: TimelineEvent[];
  /** The first of `events` is the thread's first. */
  complete: boolean;
}

interface Read {
  detail: ThreadDetail;
  page: { events: TimelineEvent[]; lastSeq: number };
}

type Session = Pick<RunnerSession, "api">;

/**
 * What a panel shows of one thread: read when its page asks, or already while the page loads, and from then on followed
 * by the runner's stream. No event is shown twice or left out between the two.
 */
export class FollowedThread {
  readonly #threadId: string;
  #seen: SeenThread | undefined;
  /** `seq` up to which the page has been given everything; undefined until it has asked. */
  #shown: number | undefined;
  /** What came while the first page of events was being read. */
  #early: TimelineEvent[] = [];
  /** Grows with each `open`: an answer that was overtaken by another must not say what was shown. */
  #opening = 0;
  #ahead: { session: Session; at: number; read: Promise<Read> } | undefined;

  constructor(threadId: string) {
    this.#threadId = threadId;
  }

  get seen(): SeenThread | undefined {
    return this.#seen;
  }

  /** The page has been given the thread. */
  get isShown(): boolean {
    return this.#shown !== undefined;
  }

  /** Begins to read what the page will ask for once it is loaded, which takes longer. */
  readAhead(session: Session, now: number): void {
    const ahead = { session, at: now, read: this.#read(session) };
    // Whoever asks by then is told; whoever asks later has it read anew.
    ahead.read.catch(() => {
      if (this.#ahead === ahead) this.#ahead = undefined;
    });
    this.#early = [];
    this.#ahead = ahead;
  }

  /** The log is another one: what was read of the old one answers nothing. */
  forgetAhead(): void {
    this.#ahead = undefined;
  }

  /** The thread for its page, and whether its facts are older than its events. Rejects as the runner's API does. */
  async open(session: Session, now: number): Promise<SeenThread & { stale: boolean }> {
    this.#opening += 1;
    const opening = this.#opening;
    const ahead = this.#ahead;
    this.#ahead = undefined;
    this.#shown = undefined;
    const isFresh = ahead?.session === session && now - ahead.at < aheadMs;
    if (!isFresh) this.#early = [];
    const { detail, page } = await (isFresh ? ahead.read : this.#read(session));
    const complete = page.events.length < pageSize;
    if (opening !== this.#opening) return { detail, events: this.#seen?.events ?? page.events, complete, stale: false };
    const early = this.#early.filter(({ seq }) => seq > page.lastSeq);
    this.#early = [];
    this.#seen = { detail, events: [...page.events, ...early], complete };
    this.#shown = Math.max(page.lastSeq, early.at(-1)?.seq ?? 0);
    return { ...this.#seen, stale: this.#shown > detail.seq };
  }

  /** As last seen, for a page that asks while the runner is away. */
  openAsSeen(): SeenThread | undefined {
    if (this.#seen) this.#shown = this.#seen.events.at(-1)?.seq ?? 0;
    return this.#seen;
  }

  /** Of events of any thread those that the page is to be given now. */
  take(all: readonly TimelineEvent[]): TimelineEvent[] {
    const shown = this.#shown;
    const events = all.filter(({ threadId, seq }) => threadId === this.#threadId && seq > (shown ?? 0));
    const latest = events.at(-1);
    if (!latest) return [];
    if (shown === undefined) {
      this.#early.push(...events);
      return [];
    }
    this.#shown = latest.seq;
    if (this.#seen) {
      const kept = [...this.#seen.events, ...events];
      const complete = this.#seen.complete && kept.length <= keptEvents;
      this.#seen = { ...this.#seen, events: kept.slice(-keptEvents), complete };
    }
    return events;
  }

  /** The facts were read again. */
  refresh(detail: ThreadDetail): void {
    if (this.#seen) this.#seen = { ...this.#seen, detail };
  }

  /** Both at once: what one of them knows and the other does not comes by the stream, or makes the facts stale. */
  async #read({ api }: Session): Promise<Read> {
    const threadId = this.#threadId;
    const [detail, page] = await Promise.all([
      api.threads.get.query({ threadId }),
      api.events.list.query({ threadId, limit: pageSize }),
    ]);
    return { detail, page };
  }
}
