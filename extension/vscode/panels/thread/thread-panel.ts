import type * as vscode from "vscode";
import { SpoolError } from "../../../../shared/errors.ts";
import type { TimelineEvent } from "../../../../shared/events/catalogue.ts";
import {
  type Attachment,
  type ThreadPanelContract,
  threadPanelInputs,
  type ThreadPanelOpened,
  threadPanelState,
} from "../../../../shared/panels/thread.ts";
import type { KeptDrafts } from "../../../common/drafts/kept-drafts.ts";
import { errorText } from "../../../common/error-text.ts";
import { plainLine } from "../../../common/plain-line.ts";
import { FollowedThread } from "../../../common/panels/followed-thread.ts";
import { panelConnection } from "../../../common/panels/panel-connection.ts";
import { waitingFor, waitingForRunner } from "../../../common/panels/waiting.ts";
import type { RunnerSession } from "../../../common/session/session.ts";
import { Disposables } from "../../base/disposable.ts";
import { log } from "../../base/log.ts";
import type { Runners } from "../../connection/runners.ts";
import type { EditorSelection } from "../../documents/editor-selection.ts";
import type { TextDocuments } from "../../documents/text-documents.ts";
import { handler, PanelHost } from "../webview-panel.ts";
import { threadRequests } from "./thread-requests.ts";

/** Milliseconds in which events are collected before the thread's facts are read again. */
const detailMs = 300;

export interface ThreadPanelParts {
  extensionUri: vscode.Uri;
  runners: Runners;
  texts: TextDocuments;
  drafts: KeptDrafts;
  selection: EditorSelection;
}

/**
 * One thread's live timeline. Events reach it by the runner's one stream; facts are read again when events say they
 * changed. A panel whose runner is not there yet says what it waits for, and shows the thread when it can.
 */
export class ThreadPanel extends PanelHost<ThreadPanelContract> {
  readonly runnerId: string;
  readonly threadId: string;
  readonly #runners: Runners;
  readonly #thread: FollowedThread;
  readonly #listening = new Disposables();
  #session: RunnerSession | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reading = false;

  constructor(parts: ThreadPanelParts & { panel: vscode.WebviewPanel; runnerId: string; threadId: string }) {
    const { runnerId, threadId, panel, extensionUri, runners, texts, drafts, selection } = parts;
    const open = () => this.#open();
    const session = () => this.#connected();
    const detail = () => this.#thread.seen?.detail;
    super({
      panel,
      extensionUri,
      screen: "thread",
      state: { runnerId, threadId },
      handlers: {
        open: handler(threadPanelInputs.open, open),
        ...threadRequests({ threadId, runnerId, session, detail, texts, drafts, selection }),
      },
    });
    this.runnerId = runnerId;
    this.threadId = threadId;
    this.#runners = runners;
    this.#thread = new FollowedThread(threadId);
    this.add(this.#listening);
    this.add(runners.onDidChange(() => this.#runnersChanged()));
    this.add({ dispose: () => clearTimeout(this.#timer) });
    this.#bind();
    if (this.#session?.state.kind === "online") this.#thread.readAhead(this.#session, Date.now());
  }

  attach(attachment: Attachment): void {
    this.push({ type: "attachment", attachment });
  }

  /** Listens to the session that there is now: reconnecting makes another. */
  #bind(): boolean {
    const session = this.#runners.session(this.runnerId);
    if (session === this.#session) return false;
    this.#listening.clear();
    this.#session = session;
    if (session) {
      this.#listening.add(session.onEvents((events) => this.#take(events)));
      this.#listening.add(
        session.onReset(() => {
          this.#thread.forgetAhead();
          this.push({ type: "reopen" });
        }),
      );
    }
    return true;
  }

  #runnersChanged(): void {
    const other = this.#bind();
    const state = this.#session?.state;
    const unshown = !this.#thread.isShown;
    if (other || (unshown && state !== undefined && state.kind !== "connecting")) this.push({ type: "reopen" });
    else if (state) this.push({ type: "connection", connection: panelConnection(state, Date.now()) });
  }

  async #open(): Promise<ThreadPanelOpened> {
    if (!this.#session) {
      // After a reload of the window the panels are there before the runners.
      await this.#runners.sync();
      this.#bind();
    }
    const session = this.#session;
    if (session?.state.kind !== "online") return this.#known() ?? this.#waiting(session);
    const { stale, ...thread } = await this.#thread.open(session, Date.now());
    this.panel.title = plainLine(thread.detail.thread.title, 60);
    if (stale) this.#readSoon();
    return { kind: "thread", ...thread, connection: panelConnection(session.state, Date.now()) };
  }

  /** As last seen, for as long as the runner is away. */
  #known(): ThreadPanelOpened | undefined {
    const state = this.#session?.state;
    const thread = state && this.#thread.openAsSeen();
    return thread && { kind: "thread", ...thread, connection: panelConnection(state, Date.now()) };
  }

  #waiting(session: RunnerSession | undefined): ThreadPanelOpened {
    if (session) return waitingFor(session.name, session.state);
    const known = this.#runners.configured().find(({ origin }) => origin === this.runnerId);
    return waitingForRunner(this.runnerId, known?.name, "thread");
  }

  #connected(): RunnerSession {
    if (this.#session) return this.#session;
    throw new SpoolError("not_available", `no runner at ${this.runnerId} is connected`);
  }

  #take(all: readonly TimelineEvent[]): void {
    const events = this.#thread.take(all);
    if (events.length === 0) return;
    this.push({ type: "events", events });
    if (events.some(changesFacts)) this.#readSoon();
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => void this.#readDetail(), detailMs);
  }

  async #readDetail(): Promise<void> {
    if (this.#reading) {
      // One read at a time, so that an older answer never comes after a newer one.
      this.#timer = setTimeout(() => void this.#readDetail(), detailMs);
      return;
    }
    this.#timer = undefined;
    this.#reading = true;
    try {
      const detail = await this.#connected().api.threads.get.query({ threadId: this.threadId });
      this.panel.title = plainLine(detail.thread.title, 60);
      this.#thread.refresh(detail);
      this.push({ type: "detail", detail });
    } catch (error) {
      // Offline: the panel keeps what it has and says since when; the next event reads again.
      log().debug(errorText(error));
    } finally {
      this.#reading = false;
    }
  }
}

/** Whose timeline it was that VS Code gives back after a restart; undefined when it was none of this version's. */
export function savedThread(saved: unknown): { runnerId: string; threadId: string } | undefined {
  return threadPanelState.safeParse(saved).data;
}

/** What an agent says and does changes no row but that of its event. */
function changesFacts({ type }: TimelineEvent): boolean {
  return !type.startsWith("agent.") || type === "agent.usage";
}
