import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Plan } from "../../../shared/model/plan.ts";
import type { DraftKept, PlanPanelContract, PlanRecord } from "../../../shared/panels/plan.ts";
import { formatClock } from "../../../shared/units.ts";
import type { Host } from "../../host/vscode-host.ts";
import { controlStyles } from "../../ui/controls.ts";
import { icon, iconStyles } from "../../ui/icon.ts";
import type { LinkTarget } from "../../ui/markdown/link.ts";
import { loadMarkdown } from "../../ui/markdown/markdown-text.ts";
import { visibleLine } from "../../ui/visible-text.ts";
import { planDifference } from "./difference.ts";
import { DraftSaver } from "./draft-saver.ts";
import { type Anchor, decisionText, isSameAnchor, placeName, withComment, withoutComment, withText } from "./draft.ts";
import { EndWatch } from "./end-watch.ts";
import { changes } from "./parts/changes.ts";
import type { PlanContext } from "./parts/context.ts";
import { files } from "./parts/files.ts";
import { type Decision, footer } from "./parts/footer.ts";
import { header } from "./parts/header.ts";
import { planName, statusLook } from "./parts/names.ts";
import { forecast, prose, rest, risks, signal } from "./parts/prose.ts";
import { steps } from "./parts/steps.ts";
import { strays } from "./parts/strays.ts";
import { PlanModel, type PlanScreenState } from "./plan-model.ts";
import { whyNotYet } from "./readiness.ts";
import { planStyles } from "./styles.ts";

type Phase = { kind: "opening" } | { kind: "waiting"; reason: string; hint: string | null } | { kind: "shown" };

/** One plan as a document to be read, commented on and decided on; the others of its job beside it. */
export class PlanScreen extends LitElement {
  static override styles = [iconStyles, controlStyles, planStyles];

  readonly #host: Host<PlanPanelContract, PlanScreenState>;
  readonly #saver: DraftSaver;
  readonly #end = new EndWatch();
  #phase: Phase = { kind: "opening" };
  #model: PlanModel | undefined;
  #active: PlanContext["active"] = { steps: "", files: "" };
  #kept: DraftKept | null = null;
  #armed = false;
  #deciding = false;
  #problem = "";
  #said = "";
  /** The plan that the end is being watched for, or was reached of. */
  #watched: PlanRecord | undefined;
  #difference: { of: PlanRecord; against: PlanRecord; found: PlanContext["difference"] } | undefined;

  constructor(host: Host<PlanPanelContract, PlanScreenState>) {
    super();
    this.#host = host;
    this.#saver = new DraftSaver({
      send: (approvalId, draft) => host.endpoint.request("saveDraft", { approvalId, draft }),
      told: (approvalId, draft, kept) => {
        this.#kept = kept;
        if (kept.kept === "runner") this.#model?.markSaved(approvalId, draft);
        this.requestUpdate();
      },
    });
    this.addEventListener("spool-open", (event) => this.#openLink((event as CustomEvent<LinkTarget>).detail));
    host.endpoint.onPush((push) => {
      switch (push.type) {
        case "plans":
          this.#take(push.plans);
          break;
        case "connection":
          if (this.#model) this.#model.connection = push.connection;
          void this.#foresee();
          break;
        case "show":
          this.#show(push.approvalId);
          break;
        case "reopen":
          if (this.#phase.kind !== "shown") void this.#open();
          break;
      }
      this.requestUpdate();
    });
    void this.#open();
  }

  async #open(): Promise<void> {
    await this.#attempt(async () => {
      const opened = await this.#host.endpoint.request("open", {});
      if (opened.kind === "waiting") {
        this.#phase = opened;
        return;
      }
      const { storage } = this.#host;
      const kept = storage.read();
      this.#model = new PlanModel(opened, {
        kept,
        keep: (changed) => storage.write(changed),
        save: (approvalId, draft) => this.#saver.save(approvalId, draft),
      });
      this.#phase = { kind: "shown" };
      this.requestUpdate();
      void this.#foresee();
      await this.updateComplete;
      const scroller = this.#scroller();
      if (scroller && kept.shown?.revision === this.#model.shown.revision) scroller.scrollTop = kept.scrollTop ?? 0;
    });
  }

  /** What to expect, once the runner can be asked. */
  async #foresee(): Promise<void> {
    const model = this.#model;
    if (!model?.connection.online || model.forecast) return;
    try {
      model.forecast = await this.#host.endpoint.request("forecast", {});
      this.requestUpdate();
    } catch {
      // A runner that is away, or an older one, has none to show; nobody asked for it, so nothing is said.
    }
  }

  protected override render(): TemplateResult {
    const { connection } = this.#model ?? {};
    if (this.#phase.kind === "shown" && this.#model) return this.#page(this.#model);
    return html`<div class="center" role="status">
      ${
        this.#phase.kind === "waiting"
          ? html`<div>${this.#phase.reason}</div>
              ${this.#phase.hint === null ? nothing : html`<div class="quiet">${this.#phase.hint}</div>`}`
          : this.#problem === ""
            ? html`<spool-progress-ring></spool-progress-ring>Reading the plan…`
            : html`${icon("warning")} ${this.#problem}
                <spool-button @click=${() => void this.#open()}>Try Again</spool-button>`
      }
      ${connection?.online === false ? connection.disabled : nothing}
    </div>`;
  }

  #page(model: PlanModel): TemplateResult {
    const { shown, newer, connection } = model;
    return html`
      <button class="skip" @click=${() => this.#footer()?.focus()}>Go to the decision</button>
      ${
        connection.online
          ? nothing
          : html`<div class="banner" role="status">
              ${icon("warning")}<span class="grow"
                >As of <span class="figures">${formatClock(connection.asOf)}</span> · ${connection.disabled}</span
              >
            </div>`
      }
      ${
        newer
          ? html`<div class="banner" role="status">
              ${icon("info")}<span class="grow">${this.#newerText(newer)}</span>
              <button class="link" @click=${() => this.#show(newer.approvalId)}>Show ${planName(newer)}</button>
            </div>`
          : nothing
      }
      <main tabindex="0" aria-label="Plan" @scroll=${() => this.#scrolled()}>
        <div class="column">
          ${header(model, {
            openDocument: () => this.#ask("openDocument", { approvalId: shown.approvalId }),
            openThread: () => this.#ask("openThread", {}),
            show: (approvalId) => this.#show(approvalId),
          })}
          ${
            shown.plan
              ? this.#document(model, shown.plan)
              : html`<p class="card" role="alert">${icon("warning")} This version of Spool cannot read the plan.</p>`
          }
          ${rest({ record: shown })}
          <div class="end quiet">End of the plan</div>
          <div id="end"></div>
        </div>
      </main>
      ${this.#decision(model)}
      <div class="hidden" role="status" aria-live="polite">${this.#said}</div>
    `;
  }

  #document(model: PlanModel, plan: Plan): TemplateResult {
    const context = this.#context(model, plan);
    const lost = model.draft.comments.filter(({ anchor }) => anchor === null);
    return html`
      ${model.base ? changes(context, model.base) : nothing}
      ${
        context.open
          ? strays(lost, {
              addToMessage: ({ id, about, text }) =>
                this.#write((draft) =>
                  withText(withoutComment(draft, id), `${draft.text}\n\nOn ${about}: ${text}`.trim()),
                ),
              remove: (id) => this.#write((draft) => withoutComment(draft, id)),
            })
          : nothing
      }
      ${prose("summary", "Summary", context)} ${prose("approach", "Approach", context)} ${steps(context)}
      ${files(context)} ${risks(context)} ${prose("acceptance", "Acceptance check", context)} ${signal(context)}
      ${forecast(context)}
    `;
  }

  #decision(model: PlanModel): TemplateResult {
    const state = { reason: this.#reason(model), armed: this.#armed, kept: this.#kept, problem: this.#problem };
    return footer(model, state, {
      decide: (decision) => void this.#decide(decision),
      write: (text) => {
        this.#armed = false;
        this.#write((draft) => withText(draft, text));
      },
      show: (approvalId) => this.#show(approvalId),
      copy: (text) => this.#ask("copy", { text }),
      discard: () => {
        model.discardDraft();
        this.requestUpdate();
      },
      nameOf: (caller) => this.#nameOf(caller),
    });
  }

  #context(model: PlanModel, plan: Plan): PlanContext {
    const { shown, newer, draft } = model;
    return {
      record: shown,
      plan,
      difference: this.#differenceOf(model),
      open: shown.status === "pending" && !newer,
      hasBase: model.thread.hasBase,
      active: this.#active,
      setActive: (group, key) => {
        if (this.#active[group] === key) return;
        this.#active = { ...this.#active, [group]: key };
        this.requestUpdate();
      },
      drafts: (anchor) => draft.comments.filter((comment) => isSameAnchor(comment.anchor, anchor)),
      sent: (anchor) => shown.comments.filter((comment) => isSameAnchor(comment.anchor, anchor)),
      addComment: (anchor) => void this.#comment(anchor, plan),
      setComment: (id, text) => this.#write((now) => withComment(now, id, text)),
      removeComment: (id) => this.#write((now) => withoutComment(now, id)),
      openFile: (path) => this.#ask("openFile", { path }),
      nameOf: (caller) => this.#nameOf(caller),
    };
  }

  /** Comparing takes a while with long plans: once for each pair. */
  #differenceOf({ shown, base }: PlanModel): PlanContext["difference"] {
    if (!shown.plan || !base?.plan) return null;
    const known = this.#difference;
    if (known && known.of.revision === shown.revision && known.against.revision === base.revision) return known.found;
    const found = planDifference(base.plan, shown.plan);
    this.#difference = { of: shown, against: base, found };
    return found;
  }

  #reason(model: PlanModel): string | null {
    return whyNotYet({
      record: model.shown,
      disabled: model.connection.disabled,
      superseded: model.newer !== undefined,
      read: model.isRead,
      deciding: this.#deciding,
    });
  }

  protected override updated(): void {
    const shown = this.#model?.shown;
    if (shown && this.#watched?.revision !== shown.revision) void this.#watchEnd(shown);
  }

  /** Only what is drawn as it stays counts: until markdown is there, a long plan might fit. */
  async #watchEnd(shown: PlanRecord): Promise<void> {
    this.#watched = shown;
    this.#end.stop();
    // Without markdown the texts stay as they are, and can be read so.
    await loadMarkdown().catch(() => undefined);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await this.updateComplete;
    const [scroller, end] = [this.#scroller(), this.renderRoot.querySelector("#end")];
    if (this.#watched !== shown || !scroller || !end) return;
    this.#end.watch(scroller, end, () => {
      this.#model?.markRead();
      this.requestUpdate();
    });
  }

  #take(plans: PlanRecord[]): void {
    const model = this.#model;
    if (!model) return;
    const [newer, { status }] = [model.newer, model.shown];
    model.setPlans(plans);
    const { shown } = model;
    if (model.newer && model.newer !== newer) this.#said = this.#newerText(model.newer);
    if (shown.status !== status) this.#said = `${statusLook(shown.status).word} by ${this.#nameOf(shown.decidedBy)}`;
  }

  #newerText(newer: PlanRecord): string {
    const same = newer.approvalId === this.#model?.shown.approvalId;
    return same ? "This plan has changed since you opened it." : `There is a newer one: ${planName(newer)}.`;
  }

  /** To another plan of the job, from its top. */
  #show(approvalId: string): void {
    const model = this.#model;
    if (!model) return;
    const before = model.shown;
    model.show(approvalId);
    if (before.revision !== model.shown.revision) {
      this.#active = { steps: "", files: "" };
      this.#armed = false;
      this.#problem = "";
      const scroller = this.#scroller();
      if (scroller) scroller.scrollTop = 0;
      this.#end.stop();
      this.#watched = undefined;
    }
    this.requestUpdate();
  }

  async #comment(anchor: Anchor, plan: Plan): Promise<void> {
    const id = crypto.randomUUID();
    this.#write((draft) => ({
      ...draft,
      comments: [...draft.comments, { id, anchor, about: placeName(anchor, plan), text: "" }],
    }));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-comment="${id}"]`)?.focus();
  }

  #write(change: Parameters<PlanModel["write"]>[0]): void {
    this.#model?.write(change);
    this.requestUpdate();
  }

  async #decide(decision: Decision): Promise<void> {
    const model = this.#model;
    if (!model || this.#reason(model) !== null) return;
    const { comment, comments, problem } = decisionText(model.draft, decision);
    const silent = comment === "" && comments.length === 0;
    if (problem !== null || (decision === "request_changes" && silent)) return;
    if (decision === "reject" && silent && !this.#armed) {
      this.#armed = true;
      this.requestUpdate();
      return;
    }
    this.#armed = false;
    this.#deciding = true;
    this.requestUpdate();
    const { approvalId, revision } = model.shown;
    await this.#attempt(async () => {
      // What is on its way to the runner as a draft must not come after the decision and stay there.
      await this.#saver.flush();
      const outcome = await this.#host.endpoint.request("decide", {
        approvalId,
        revision,
        decision,
        comment,
        comments,
      });
      model.settle(outcome);
      if (outcome.kind === "already_decided") {
        const { status, decidedBy } = model.shown;
        this.#problem = `Your answer came second: ${statusLook(status).word.toLowerCase()} by ${this.#nameOf(decidedBy)}.`;
      }
      if (outcome.kind === "stale_revision")
        this.#problem = "The plan has changed since you read it: nothing was decided.";
    });
    this.#deciding = false;
    this.requestUpdate();
  }

  #openLink(target: LinkTarget): void {
    if (target.kind === "address") this.#ask("openLink", { url: target.url });
    else this.#ask("openFile", { path: target.path });
  }

  #ask<Name extends "openDocument" | "openThread" | "openFile" | "openLink" | "copy">(
    name: Name,
    input: PlanPanelContract["requests"][Name]["input"],
  ): void {
    void this.#attempt(() => this.#host.endpoint.request(name, input));
  }

  async #attempt(action: () => Promise<unknown>): Promise<void> {
    this.#problem = "";
    try {
      await action();
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
  }

  #nameOf(caller: string | null): string {
    if (caller === null) return "the runner";
    return caller === this.#model?.connection.caller ? "you" : visibleLine(caller);
  }

  #scrolled(): void {
    this.#host.storage.write({ scrollTop: this.#scroller()?.scrollTop ?? 0 });
  }

  #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector("main");
  }

  #footer(): HTMLElement | null {
    return this.renderRoot.querySelector("footer");
  }
}
