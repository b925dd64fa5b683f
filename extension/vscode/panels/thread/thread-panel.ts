import type * as vscode from "vscode";
import type { ThreadDetail } from "../../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../../shared/events/catalogue.ts";
import {
  type PanelConnection,
  type ThreadPanelContract,
  threadPanelInputs,
  type ThreadPanelOpened,
} from "../../../../shared/panels/thread.ts";
import { errorText } from "../../../common/error-text.ts";
import { whyDisabled } from "../../../common/session/session-state.ts";
import type { RunnerSession } from "../../../common/session/session.ts";
import { log } from "../../base/log.ts";
import { handler, PanelHost } from "../webview-panel.ts";

const pageSize = 200;

/** Milliseconds in which events are collected before the thread's facts are read again. */
const detailMs = 300;

/** One thread's live timeline. Events reach it by the runner's one stream; facts are read again when events say they changed. */
export class ThreadPanel extends PanelHost<ThreadPanelContract> {
  readonly #session: RunnerSession;
  readonly #threadId: string;
  /** `seq` up to which the webview has been given everything; undefined until it has asked. */
  #shown: number | undefined;
  /** What came while the first page was being read. */
  #early: TimelineEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    panel: vscode.WebviewPanel;
    extensionUri: vscode.Uri;
    session: RunnerSession;
    threadId: string;
  }) {
    const { session, threadId, panel, extensionUri } = options;
    const open = () => this.#open();
    super({
      panel,
      extensionUri,
      screen: "thread",
      state: { runnerId: session.id, threadId },
      handlers: {
        open: handler(threadPanelInputs.open, open),
        olderEvents: handler(threadPanelInputs.olderEvents, async ({ before }) => {
          const { events } = await session.api.events.list.query({ threadId, before, limit: 1_000 });
          return events;
        }),
        decide: handler(threadPanelInputs.decide, async (request) => {
          await session.api.approvals.decide.mutate(request);
          return null;
        }),
        submit: handler(threadPanelInputs.submit, async ({ instruction }) => {
          await session.api.threads.continue.mutate({ threadId, instruction });
          return null;
        }),
      },
    });
    this.#session = session;
    this.#threadId = threadId;
    this.add(session.onEvents((events) => this.#take(events)));
    this.add(session.onReset(() => this.#readDetail()));
    this.add(session.onState(() => this.push({ type: "connection", connection: this.#connection() })));
    this.add({ dispose: () => clearTimeout(this.#timer) });
  }

  async #open(): Promise<ThreadPanelOpened> {
    this.#shown = undefined;
    this.#early = [];
    const detail = await this.#session.api.threads.get.query({ threadId: this.#threadId });
    const page = await this.#session.api.events.list.query({ threadId: this.#threadId, limit: pageSize });
    this.#entitle(detail);
    this.#shown = page.lastSeq;
    const early = this.#early.filter(({ seq }) => seq > page.lastSeq);
    this.#early = [];
    return { detail, events: [...page.events, ...early], connection: this.#connection() };
  }

  #entitle(detail: ThreadDetail): void {
    this.panel.title = detail.thread.title;
  }

  #connection(): PanelConnection {
    const { state } = this.#session;
    const asOf = state.kind === "offline" ? state.since : Date.now();
    return { disabled: whyDisabled(state) ?? null, asOf };
  }

  #take(all: readonly TimelineEvent[]): void {
    const events = all.filter(({ threadId }) => threadId === this.#threadId);
    if (events.length === 0) return;
    const shown = this.#shown;
    if (shown === undefined) this.#early.push(...events);
    else this.push({ type: "events", events: events.filter(({ seq }) => seq > shown) });
    this.#timer ??= setTimeout(() => this.#readDetail(), detailMs);
  }

  #readDetail(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#pushDetail();
  }

  async #pushDetail(): Promise<void> {
    try {
      const detail = await this.#session.api.threads.get.query({ threadId: this.#threadId });
      this.#entitle(detail);
      this.push({ type: "detail", detail });
    } catch (error) {
      // Offline: the panel keeps what it has and says since when; the next event reads again.
      log().debug(errorText(error));
    }
  }
}
