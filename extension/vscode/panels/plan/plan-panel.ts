import type * as vscode from "vscode";
import type { ThreadSummary } from "../../../../shared/api/views.ts";
import { notFound, SpoolError } from "../../../../shared/errors.ts";
import type { TimelineEvent } from "../../../../shared/events/catalogue.ts";
import {
  type PlanDraft,
  type PlanPanelContract,
  planPanelInputs,
  type PlanPanelOpened,
  planPanelState,
  type PlanPanelState,
  type PlanRecord,
} from "../../../../shared/panels/plan.ts";
import type { KeptDrafts } from "../../../common/drafts/kept-drafts.ts";
import { errorText } from "../../../common/error-text.ts";
import { panelConnection } from "../../../common/panels/panel-connection.ts";
import { waitingFor, waitingForRunner } from "../../../common/panels/waiting.ts";
import { parseDraft, planDraftKey } from "../../../common/plan/draft-text.ts";
import { plainLine } from "../../../common/plain-line.ts";
import { plansOf } from "../../../common/plan/plan-record.ts";
import type { RunnerSession } from "../../../common/session/session.ts";
import { Disposables } from "../../base/disposable.ts";
import { log } from "../../base/log.ts";
import type { Runners } from "../../connection/runners.ts";
import type { TextDocuments } from "../../documents/text-documents.ts";
import { handler, PanelHost } from "../webview-panel.ts";
import { planRequests } from "./plan-requests.ts";

/** Milliseconds in which events are collected before the plans are read again. */
const readMs = 100;

export interface PlanPanelParts {
  extensionUri: vscode.Uri;
  runners: Runners;
  texts: TextDocuments;
  drafts: KeptDrafts;
}

interface Known {
  thread: Extract<PlanPanelOpened, { kind: "plan" }>["thread"];
  baseCommit: string | null;
  plans: PlanRecord[];
}

/** The plans of one job, to be read, commented on and decided on. It stays when it is decided, as the record of it. */
export class PlanPanel extends PanelHost<PlanPanelContract> {
  readonly reference: PlanPanelState;
  readonly #runners: Runners;
  readonly #drafts: KeptDrafts;
  readonly #listening = new Disposables();
  #session: RunnerSession | undefined;
  #known: Known | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** One read after the other, so that an older answer never comes after a newer one. */
  #reading: Promise<void> = Promise.resolve();

  constructor(parts: PlanPanelParts & { panel: vscode.WebviewPanel; reference: PlanPanelState }) {
    const { panel, extensionUri, runners, texts, drafts, reference } = parts;
    const open = () => this.#open();
    const session = () => this.#connected();
    const read = () => this.#readNow();
    const baseCommit = () => this.#known?.baseCommit ?? null;
    super({
      panel,
      extensionUri,
      screen: "plan",
      state: reference,
      handlers: {
        open: handler(planPanelInputs.open, open),
        ...planRequests({ reference, session, read, baseCommit, texts, drafts }),
      },
    });
    this.reference = reference;
    this.#runners = runners;
    this.#drafts = drafts;
    this.add(this.#listening);
    this.add(runners.onDidChange(() => this.#runnersChanged()));
    this.add({ dispose: () => clearTimeout(this.#timer) });
    this.#bind();
  }

  /** Goes to another plan of the job, because the person asked for it. */
  show(approvalId: string): void {
    this.push({ type: "show", approvalId });
  }

  /** Listens to the session that there is now: reconnecting makes another. */
  #bind(): void {
    const session = this.#runners.session(this.reference.runnerId);
    if (session === this.#session) return;
    this.#listening.clear();
    this.#session = session;
    if (!session) return;
    this.#listening.add(session.onEvents((events) => this.#take(events)));
    this.#listening.add(session.onReset(() => this.#readSoon()));
  }

  #runnersChanged(): void {
    const before = this.#session;
    this.#bind();
    const state = this.#session?.state;
    if (!state) return;
    if (!this.#known) {
      if (state.kind !== "connecting") this.push({ type: "reopen" });
      return;
    }
    this.push({ type: "connection", connection: panelConnection(state, Date.now()) });
    if (before !== this.#session && state.kind === "online") this.#readSoon();
  }

  #connected(): RunnerSession {
    if (this.#session) return this.#session;
    throw new SpoolError("not_available", `no runner at ${this.reference.runnerId} is connected`);
  }

  async #open(): Promise<PlanPanelOpened> {
    if (!this.#session) {
      // After a reload of the window the panels are there before the runners.
      await this.#runners.sync();
      this.#bind();
    }
    const session = this.#session;
    if (session?.state.kind === "online") await this.#readNow();
    const known = this.#known;
    if (!session || !known) return this.#waiting(session);
    return {
      kind: "plan",
      thread: known.thread,
      plans: known.plans,
      drafts: await this.#readDrafts(session, known.plans),
      connection: panelConnection(session.state, Date.now()),
    };
  }

  #waiting(session: RunnerSession | undefined): PlanPanelOpened {
    const { runnerId } = this.reference;
    const configured = this.#runners.configured().find(({ origin }) => origin === runnerId);
    const waiting = session
      ? waitingFor(session.name, session.state)
      : waitingForRunner(runnerId, configured?.name, "plan");
    return waiting;
  }

  async #readDrafts(session: RunnerSession, plans: readonly PlanRecord[]): Promise<Record<string, PlanDraft> | null> {
    if (session.state.kind !== "online") return null;
    const { texts, complete } = await this.#drafts.read(session, this.reference.threadId);
    if (!complete) return null;
    const found = plans.flatMap(({ approvalId, revision }): [string, PlanDraft][] => {
      const text = texts.get(planDraftKey(approvalId));
      return text === undefined ? [] : [[approvalId, parseDraft(text, revision)]];
    });
    return Object.fromEntries(found);
  }

  #take(events: readonly TimelineEvent[]): void {
    const { threadId } = this.reference;
    const concern = (event: TimelineEvent) => event.threadId === threadId && event.type.startsWith("approval.");
    if (events.some(concern)) this.#readSoon();
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#readNow()
        .then((plans) => this.push({ type: "plans", plans }))
        .catch((error: unknown) => {
          // Offline: the panel keeps what it has and says since when; it is read again with the next event or connection.
          log().debug(errorText(error));
        });
    }, readMs);
  }

  async #readNow(): Promise<PlanRecord[]> {
    const before = this.#reading;
    const reading = before.then(() => this.#read());
    this.#reading = reading.then(
      () => undefined,
      // Whoever asked is told; the next one asks anew.
      () => undefined,
    );
    return reading;
  }

  async #read(): Promise<PlanRecord[]> {
    const { threadId, jobId } = this.reference;
    const session = this.#connected();
    const { approvals } = await session.api.approvals.list.query({ threadId, all: true });
    const plans = plansOf(approvals, jobId);
    const last = plans.at(-1);
    if (!last) throw notFound("plan of job", jobId);
    const summary = await session.threads.fetch(threadId);
    if (!summary) throw notFound("thread", threadId);
    this.#known = { plans, ...threadFacts(summary) };
    this.panel.title = panelTitle(last.plan?.title ?? summary.thread.title);
    return plans;
  }
}

function threadFacts({ thread, project }: ThreadSummary): Omit<Known, "plans"> {
  const { title, branch, baseCommit } = thread;
  return { thread: { title, project, branch, hasBase: baseCommit !== null }, baseCommit };
}

/** What the tab says; agents write titles. */
export function panelTitle(title: string): string {
  return `Plan: ${plainLine(title, 60)}`;
}

/** Whose plans VS Code gives back after a restart; undefined when they were none of this version's. */
export function savedPlan(saved: unknown): PlanPanelState | undefined {
  return planPanelState.safeParse(saved).data;
}
