import type { ForecastView } from "../../../shared/forecast.ts";
import type { AgentView, ThreadDetail } from "../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type {
  Attachment,
  EventPage,
  PanelConnection,
  ThreadAction,
  ThreadPanelContract,
} from "../../../shared/panels/thread.ts";
import type { Endpoint } from "../../host/endpoint.ts";
import type { TimelineRow } from "../../state/rows.ts";
import { Timeline } from "../../state/timeline.ts";

/** More do not come while one page is read. */
const heldEvents = 5_000;

type Phase =
  | { kind: "opening" }
  | { kind: "waiting"; reason: string; hint: string | null; offer: ThreadAction | null }
  | { kind: "shown"; detail: ThreadDetail; connection: PanelConnection };

/**
 * What the screen shows of the thread: its facts, and the stretch of its events that was asked for. New events are
 * added while the stretch reaches to the end; where the person jumped into the past they are counted instead.
 */
export class ThreadModel {
  phase: Phase = { kind: "opening" };
  timeline = new Timeline();
  /** The stretch begins with the thread's first event. */
  complete = false;
  /** The stretch ends with the thread's latest event. */
  live = true;
  /** Events that came since the person left the end. */
  unseen = 0;
  /** Grows with each change of the timeline. */
  version = 0;
  /** The person looks at the end. */
  atEnd = true;
  problem = "";
  agents: AgentView[] | undefined;
  /** Of the job that is being written, as last asked for. */
  forecast: ForecastView | undefined;
  #forecastOf = "";
  readonly #endpoint: Endpoint<ThreadPanelContract>;
  readonly #changed: () => void;
  /** Nothing is shown before. */
  readonly #ready: Promise<void>;
  #paging = false;
  /** Grows when the stretch is replaced: a page that was asked for before is then of no use. */
  #stretch = 0;
  /** What came while the stretch did not reach the end: the page that reaches it may have been read before. */
  #held: TimelineEvent[] = [];

  constructor(
    endpoint: Endpoint<ThreadPanelContract>,
    options: { ready: Promise<void>; changed: () => void; attached: (attachment: Attachment) => void },
  ) {
    this.#endpoint = endpoint;
    this.#ready = options.ready;
    this.#changed = options.changed;
    endpoint.onPush((push) => {
      switch (push.type) {
        case "events":
          this.#arrived(push.events);
          break;
        case "detail":
          if (this.phase.kind === "shown") this.phase = { ...this.phase, detail: push.detail };
          break;
        case "connection":
          if (this.phase.kind === "shown") this.phase = { ...this.phase, connection: push.connection };
          break;
        case "attachment":
          options.attached(push.attachment);
          break;
        case "reopen":
          void this.open();
          break;
      }
      this.#changed();
    });
  }

  get rows(): readonly TimelineRow[] {
    return this.timeline.rows;
  }

  get detail(): ThreadDetail | undefined {
    return this.phase.kind === "shown" ? this.phase.detail : undefined;
  }

  get connection(): PanelConnection | undefined {
    return this.phase.kind === "shown" ? this.phase.connection : undefined;
  }

  /** Shows the newest events, or those from `from` on, which is where the person was. */
  async open(from?: number): Promise<void> {
    this.#stretch += 1;
    const stretch = this.#stretch;
    await this.attempt(async () => {
      const [opened] = await Promise.all([this.#endpoint.request("open", {}), this.#ready]);
      if (stretch !== this.#stretch) return;
      if (opened.kind === "waiting") {
        this.phase = opened;
        return;
      }
      const { detail, connection, events, complete } = opened;
      this.phase = { kind: "shown", detail, connection };
      this.#replace(events, { complete, live: true });
      if (from === undefined || complete || from >= this.timeline.first) return;
      await this.#jump(() => this.#endpoint.request("newerEvents", { after: Math.max(0, from - 1) }));
    });
  }

  async older(): Promise<void> {
    if (this.complete || this.#paging || this.timeline.events === 0) return;
    await this.#page(async () => {
      const { events, complete } = await this.#endpoint.request("olderEvents", { before: this.timeline.first });
      return () => {
        this.timeline.prepend(events);
        this.complete = complete;
      };
    });
  }

  async newer(): Promise<void> {
    if (this.live || this.#paging) return;
    await this.#page(async () => {
      const { events, complete } = await this.#beyond(() =>
        this.#endpoint.request("newerEvents", { after: this.timeline.last }),
      );
      return () => {
        this.timeline.append(events);
        this.#reached(complete);
      };
    });
  }

  /** Makes sure that what happened at that time is among the rows. Resolves with the row to look at. */
  async reach(at: number): Promise<TimelineRow | undefined> {
    const [first] = this.rows;
    const there = this.complete || (first !== undefined && first.at < at);
    if (!there || (!this.live && (this.rows.at(-1)?.at ?? 0) < at)) {
      await this.attempt(() => this.#jump(() => this.#endpoint.request("eventsFrom", { at })));
    }
    return this.rows.find((row) => row.at >= at);
  }

  async loadAgents(): Promise<void> {
    if (this.agents) return;
    await this.attempt(async () => {
      this.agents = await this.#endpoint.request("agents", {});
    });
  }

  async loadForecast(jobType: string, agent: string): Promise<void> {
    const of = JSON.stringify([jobType, agent]);
    if (this.#forecastOf === of) return;
    this.#forecastOf = of;
    this.forecast = undefined;
    try {
      const found = await this.#endpoint.request("forecast", { jobType, ...(agent !== "" && { agent }) });
      if (this.#forecastOf !== of) return;
      this.forecast = found;
      this.#changed();
    } catch {
      // A runner that is away, or an older one, has none to show; nobody asked for it, so nothing is said.
      if (this.#forecastOf === of) this.#forecastOf = "";
    }
  }

  /** Does what a person asked for; a refusal is said on the screen, and `false` is answered. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      this.problem = "";
      await action();
      return true;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return false;
    } finally {
      this.#changed();
    }
  }

  /** The person came to the end or left it. */
  stand(atEnd: boolean): void {
    this.atEnd = atEnd;
    if (atEnd && this.live) this.unseen = 0;
    this.#changed();
  }

  /** Shows another stretch, which begins with the page that is read. */
  async #jump(read: () => Promise<EventPage>): Promise<void> {
    this.#stretch += 1;
    const stretch = this.#stretch;
    const { events, complete } = await this.#beyond(read);
    if (stretch !== this.#stretch) return;
    this.#replace(events, { complete: false, live: false });
    this.#reached(complete);
  }

  /** Reads a page that may reach the end, and keeps what comes meanwhile. */
  async #beyond(read: () => Promise<EventPage>): Promise<EventPage> {
    this.#held = [];
    return read();
  }

  #reached(end: boolean): void {
    this.live = end;
    if (!end) return;
    this.timeline.append(this.#held);
    this.#held = [];
    this.unseen = 0;
  }

  #arrived(events: readonly TimelineEvent[]): void {
    const before = this.timeline.events;
    if (this.live) this.timeline.append(events);
    this.#held.push(...events);
    const added = this.live ? this.timeline.events - before : events.length;
    if (added === 0) return;
    if (this.#held.length > heldEvents) this.#held = this.#held.slice(-heldEvents);
    this.version += 1;
    if (!this.live || !this.atEnd) this.unseen += added;
  }

  #replace(events: readonly TimelineEvent[], { complete, live }: { complete: boolean; live: boolean }): void {
    this.timeline = new Timeline();
    this.timeline.append(events);
    this.complete = complete;
    this.live = live;
    this.unseen = 0;
    this.version += 1;
  }

  async #page(read: () => Promise<() => void>): Promise<void> {
    this.#paging = true;
    const stretch = this.#stretch;
    try {
      const put = await read();
      if (stretch !== this.#stretch) return;
      put();
      this.version += 1;
    } catch {
      // Offline: the connection's state says so, and scrolling on asks again.
    } finally {
      this.#paging = false;
      this.#changed();
    }
  }
}
