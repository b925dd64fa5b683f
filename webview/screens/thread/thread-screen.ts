import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { RunView } from "../../../shared/api/views.ts";
import { isJobActive } from "../../../shared/machines/job.ts";
import type { ApprovalAnswer } from "../../../shared/approval-answers.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import type { Attachment, ThreadPanelContract } from "../../../shared/panels/thread.ts";
import { formatClock, plural } from "../../../shared/units.ts";
import type { Host } from "../../host/vscode-host.ts";
import type { TimelineRow } from "../../state/rows.ts";
import { controlStyles } from "../../ui/controls.ts";
import { icon, iconStyles } from "../../ui/icon.ts";
import type { LinkTarget } from "../../ui/markdown/link.ts";
import { loadMarkdown } from "../../ui/markdown/markdown-text.ts";
import { visibleLine } from "../../ui/visible-text.ts";
import { chosenJobType, composedText, type ComposerState, emptyComposer } from "./composed-text.ts";
import { gateFields } from "./composer-gates.ts";
import type { ComposerSend } from "./composer.ts";
import { header } from "./header.ts";
import type { RowContext } from "./rows/context.ts";
import { estimatedHeight, rowLabel } from "./rows/label.ts";
import { renderRow } from "./rows/row.ts";
import { ScreenState, type ThreadScreenState } from "./screen-state.ts";
import { screenStyles } from "./screen-styles.ts";
import { sidePanel } from "./side-panel.ts";
import type { TimelineFeed } from "./timeline-feed.ts";
import { ThreadModel } from "./thread-model.ts";

/** Milliseconds after the last key before a draft goes to the runner. */
const draftMs = 800;

/** Milliseconds before a thread that is not there yet is called being read: mostly it is there sooner, and nothing flashes. */
const readingMs = 150;

const firstRows = "spool-first-rows";

/** One thread: what it is, what happened, what it asks, and what it is told next. */
export class ThreadScreen extends LitElement {
  static override styles = [iconStyles, controlStyles, screenStyles];

  readonly #endpoint: Host<ThreadPanelContract, ThreadScreenState>["endpoint"];
  readonly #state: ScreenState;
  readonly #model: ThreadModel;
  readonly #deciding = new Set<string>();
  readonly #announced = new Set<string>();
  #said = "";
  #sending = false;
  #shownRun: string | undefined;
  #drawing = false;
  #isSlow = false;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host<ThreadPanelContract, ThreadScreenState>) {
    super();
    this.#endpoint = host.endpoint;
    this.#state = new ScreenState(host.storage);
    this.#model = new ThreadModel(host.endpoint, {
      // Drawn at once as it will stay: texts that became markdown later would move what a person is about to press.
      ready: loadMarkdown(),
      changed: () => this.#draw(),
      attached: (attachment) => this.#attach(attachment),
    });
    this.addEventListener("spool-open", (event) => this.#openLink((event as CustomEvent<LinkTarget>).detail));
    setTimeout(() => {
      this.#isSlow = true;
      if (this.#model.phase.kind === "opening") this.#draw();
    }, readingMs);
    void this.#begin();
  }

  async #begin(): Promise<void> {
    const { place } = this.#state;
    await this.#model.open(place.kind === "row" ? Number(place.key) : undefined);
    const kept = this.#model.detail?.drafts.find(({ key }) => key === "composer");
    if (kept && this.#state.composer.draft === "")
      this.#state.setComposer({ ...this.#state.composer, draft: kept.text });
    this.#foresee(this.#state.composer);
    if (place.kind === "end" || this.#model.rows.length === 0) return;
    await this.updateComplete;
    const feed = this.#feed();
    if (feed) feed.place = place;
  }

  /** However much comes, the page is drawn once per frame. */
  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.requestUpdate();
    });
  }

  protected override render(): TemplateResult {
    const { phase } = this.#model;
    switch (phase.kind) {
      case "opening":
        if (this.#model.problem === "" && !this.#isSlow) return html``;
        return html`<div class="center" role="status">
          ${
            this.#model.problem === ""
              ? html`<spool-progress-ring></spool-progress-ring>Reading the thread…`
              : html`${icon("warning")} ${this.#model.problem}
                  <spool-button @click=${() => void this.#model.open()}>Try Again</spool-button>`
          }
        </div>`;
      case "waiting": {
        const { offer } = phase;
        return html`<div class="center" role="status">
          <div>${phase.reason}</div>
          ${phase.hint === null ? nothing : html`<div class="quiet">${phase.hint}</div>`}
          ${
            offer === "connect" || offer === "reconnect"
              ? html`<spool-button @click=${() => this.#context().ask("act", { action: offer })}
                  >${offer === "connect" ? "Connect to Runner…" : "Reconnect Now"}</spool-button
                >`
              : nothing
          }
        </div>`;
      }
      case "shown":
        return this.#thread();
    }
  }

  #thread(): TemplateResult {
    const model = this.#model;
    const { detail, connection } = model;
    if (!detail || !connection) return html``;
    const context = this.#context();
    const run = this.#run();
    const working = detail.jobs.some(({ status }) => isJobActive(status));
    return html`
      ${header(detail, context)}
      ${connection.online ? nothing : this.#offline(connection.asOf, connection.disabled ?? "offline")}
      ${
        run && run.stages.length > 0
          ? html`<spool-timing-bar
              .stages=${run.stages}
              @spool-stage=${(event: CustomEvent<number>) => void this.#goTo(event.detail)}
            ></spool-timing-bar>`
          : nothing
      }
      <main>
        <div class="timeline ${connection.online ? "" : "old"}">
          ${
            model.rows.length === 0
              ? html`<div class="center quiet">Nothing has happened yet. Write the first instruction below.</div>`
              : this.#timeline(context)
          }
          ${this.#floating(detail.approvals)}
        </div>
        ${sidePanel(detail, context, { shown: run?.run.id, show: (view) => this.#showRun(view) })}
      </main>
      ${
        model.problem === ""
          ? nothing
          : html`<div class="banner bad" role="alert">
              ${icon("error")}<span class="grow">${model.problem}</span>
              <button class="plain" title="Close" aria-label="Close" @click=${() => this.#forgetProblem()}>
                ${icon("close")}
              </button>
            </div>`
      }
      <spool-composer
        .state=${this.#state.composer}
        .project=${detail.project}
        .agents=${model.agents}
        .forecast=${model.forecast}
        .working=${working}
        .disabled=${detail.thread.status === "archived" ? "the thread is archived" : connection.disabled}
        .sending=${this.#sending}
        @spool-compose=${(event: CustomEvent<ComposerState>) => this.#compose(event.detail)}
        @spool-send=${(event: CustomEvent<ComposerSend>) => void this.#send(event.detail)}
        @spool-attach=${() => void this.#attachSelection()}
        @spool-agents=${() => void model.loadAgents()}
      ></spool-composer>
      <div class="hidden" role="status" aria-live="polite">${this.#said}</div>
    `;
  }

  #timeline(context: RowContext): TemplateResult {
    const model = this.#model;
    return html`<spool-timeline-feed
      .items=${model.rows}
      .version=${model.version}
      .complete=${model.complete}
      .estimate=${estimatedHeight}
      .labelOf=${rowLabel}
      .renderItem=${(row: TimelineRow) => renderRow(row, context)}
      @spool-feed-moved=${() => this.#moved()}
      @spool-feed-place=${() => this.#moved()}
      @spool-feed-edge=${(event: CustomEvent<"start" | "end">) =>
        void (event.detail === "start" ? model.older() : model.newer())}
    ></spool-timeline-feed>`;
  }

  #offline(asOf: number, reason: string): TemplateResult {
    return html`<div class="banner" role="status">
      ${icon("warning")}<span class="grow">As of <span class="figures">${formatClock(asOf)}</span> · ${reason}</span>
      <button class="link" @click=${() => this.#context().ask("act", { action: "reconnect" })}>Reconnect Now</button>
    </div>`;
  }

  /** What there is to see elsewhere: a question that is out of sight, new events below. */
  #floating(approvals: readonly Approval[]): TemplateResult | typeof nothing {
    const feed = this.#feed();
    const asked = approvals.find(({ status }) => status === "pending");
    const row = asked && this.#model.rows.findLast((one) => one.kind === "question" && one.approvalId === asked.id);
    const hidden = asked !== undefined && (row === undefined || feed?.isVisible(row.key) === false);
    const { unseen, live, atEnd } = this.#model;
    const behind = !live || (!atEnd && this.#model.rows.length > 0);
    if (!hidden && !behind) return nothing;
    return html`<div class="float">
      ${
        hidden
          ? html`<button @click=${() => void this.#goTo(asked.requestedAt, row?.key)}>
              ${icon("question")}Show the question
            </button>`
          : nothing
      }
      ${
        behind
          ? html`<button @click=${() => void this.#latest()}>
              ${icon("arrow-down")}${unseen > 0 ? plural(unseen, "new event") : "Latest"}
            </button>`
          : nothing
      }
    </div>`;
  }

  protected override updated(): void {
    if (this.#model.rows.length > 0 && performance.getEntriesByName(firstRows).length === 0) {
      // What the bench measures: this is drawn while a frame is made, which is shown before a timer is heard.
      setTimeout(() => performance.mark(firstRows));
    }
    const pending = this.#model.detail?.approvals.filter(({ status }) => status === "pending") ?? [];
    const fresh = pending.find(({ id }) => !this.#announced.has(id));
    for (const { id } of pending) this.#announced.add(id);
    if (!fresh) return;
    this.#said = `Needs you: ${visibleLine(fresh.title)}`;
    this.#draw();
  }

  #context(): RowContext {
    const model = this.#model;
    const { detail, connection } = model;
    return {
      disabled: connection?.disabled ?? null,
      agentOf: (runId) => detail?.runs.find(({ run }) => run.id === runId)?.run.agent ?? "agent",
      nameOf: (caller) => (caller === connection?.caller ? "you" : visibleLine(caller)),
      isOpen: (key, byItself) => this.#state.isOpen(key) ?? byItself,
      setOpen: (row, key, open) => {
        this.#feed()?.hold(row);
        this.#state.setOpen(key, open);
        this.#draw();
      },
      keepStill: (row, still) => (still ? this.#feed()?.freeze(row) : this.#feed()?.thaw()),
      approval: (id) => detail?.approvals.find((approval) => approval.id === id),
      comment: (id) => this.#state.comment(id),
      setComment: (id, text) => {
        const opens = this.#state.comment(id) === undefined && text !== undefined;
        this.#state.setComment(id, text);
        this.#draw();
        if (opens) void this.#focusComment();
      },
      isDeciding: (id) => this.#deciding.has(id),
      decide: (approval, answer) => void this.#decide(approval, answer),
      ask: (name, input) => void model.attempt(() => this.#endpoint.request(name, input)),
    };
  }

  async #decide(
    { id, revision }: Approval,
    { decision, choice }: Pick<ApprovalAnswer, "decision" | "choice">,
  ): Promise<void> {
    if (this.#deciding.has(id)) return;
    this.#deciding.add(id);
    const comment = decision === "reject" ? this.#state.comment(id)?.trim() : undefined;
    const chosen = choice !== undefined && { choice };
    const input = { approvalId: id, revision, decision, ...chosen, ...(comment && { comment }) };
    if (await this.#model.attempt(() => this.#endpoint.request("decide", input))) this.#state.setComment(id, undefined);
    this.#deciding.delete(id);
    this.#draw();
  }

  async #send({ as, ...state }: ComposerSend): Promise<void> {
    const { jobType, agent, model } = state;
    const text = composedText(state);
    this.#sending = true;
    this.#draw();
    const sent = await this.#model.attempt(() =>
      as === "message"
        ? this.#endpoint.request("send", { text })
        : this.#endpoint.request("startJob", {
            instruction: text,
            jobType,
            ...(agent !== "" && { agent }),
            ...(model !== "" && { model }),
            ...gateFields(state.gates).fields,
          }),
    );
    this.#sending = false;
    // What was typed meanwhile is the next draft.
    const now = this.#state.composer;
    if (sent && now.draft === state.draft) this.#compose({ ...emptyComposer, jobType });
    if (sent) this.#feed()?.toEnd();
    this.#draw();
  }

  #compose(composer: ComposerState): void {
    this.#state.setComposer(composer);
    this.#foresee(composer);
    this.#draw();
    clearTimeout(this.#draftTimer);
    const save = () => {
      // Kept here in any case; the runner's copy is for other windows, and not worth a word when it cannot be written.
      this.#endpoint.request("saveDraft", { text: composer.draft }).catch(() => undefined);
    };
    this.#draftTimer = setTimeout(save, draftMs);
  }

  /** What to expect is looked up by those who look at what the job is to be. */
  #foresee({ gatesOpen, jobType, agent }: ComposerState): void {
    const project = this.#model.detail?.project;
    if (gatesOpen && project) void this.#model.loadForecast(chosenJobType(jobType, project), agent);
  }

  #attach(attachment: Attachment): void {
    const { composer } = this.#state;
    this.#compose({ ...composer, attachments: [...composer.attachments, attachment] });
  }

  async #attachSelection(): Promise<void> {
    await this.#model.attempt(async () => {
      const attachment = await this.#endpoint.request("attachSelection", {});
      if (!attachment) throw new Error("Nothing is selected: select the lines in an editor first");
      this.#attach(attachment);
    });
  }

  #openLink(target: LinkTarget): void {
    const context = this.#context();
    if (target.kind === "address") context.ask("openLink", { url: target.url });
    else context.ask("openFile", { path: target.path, ...(target.line !== undefined && { line: target.line }) });
  }

  #run(): RunView | undefined {
    const runs = this.#model.detail?.runs ?? [];
    return runs.find(({ run }) => run.id === this.#shownRun) ?? runs.at(-1);
  }

  #showRun(view: RunView): void {
    this.#shownRun = view.run.id;
    void this.#goTo(view.run.startedAt ?? view.run.createdAt);
  }

  async #goTo(at: number, key?: string): Promise<void> {
    const row = key ?? (await this.#model.reach(at))?.key;
    this.requestUpdate();
    await this.updateComplete;
    if (row !== undefined) this.#feed()?.reveal(row, { focus: true });
  }

  async #latest(): Promise<void> {
    if (!this.#model.live) await this.#model.open();
    this.requestUpdate();
    await this.updateComplete;
    this.#feed()?.toEnd();
  }

  #moved(): void {
    const feed = this.#feed();
    if (!feed) return;
    this.#state.setPlace(feed.place);
    this.#model.stand(feed.atEnd);
  }

  #forgetProblem(): void {
    this.#model.problem = "";
    this.#draw();
  }

  async #focusComment(): Promise<void> {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await this.updateComplete;
    await this.#feed()?.updateComplete;
    this.#feed()?.renderRoot.querySelector<HTMLElement>(".comment")?.focus();
  }

  #feed(): TimelineFeed | undefined {
    return this.renderRoot.querySelector<TimelineFeed>("spool-timeline-feed") ?? undefined;
  }
}
