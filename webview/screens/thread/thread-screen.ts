import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { ThreadDetail } from "../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import type { PanelConnection, ThreadPanelContract } from "../../../shared/panels/thread.ts";
import type { Host } from "../../host/vscode-host.ts";

/** What is kept over a reload of the webview. */
export interface ThreadScreenState {
  draft: string;
}

export class ThreadScreen extends LitElement {
  static override properties = {
    detail: { state: true },
    events: { state: true },
    connection: { state: true },
    problem: { state: true },
  };
  static override styles = css`
    :host {
      display: flex;
      flex-direction: column;
      height: 100vh;
    }
    header,
    footer {
      padding: 8px 16px;
    }
    main {
      flex: 1;
      overflow: auto;
      padding: 0 16px;
    }
    .row {
      padding: 4px 0;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .meta {
      color: var(--vscode-descriptionForeground);
      font-variant-numeric: tabular-nums;
    }
  `;

  declare detail: ThreadDetail | undefined;
  declare events: TimelineEvent[];
  declare connection: PanelConnection | undefined;
  declare problem: string;
  readonly #host: Host<ThreadPanelContract, ThreadScreenState>;

  constructor(host: Host<ThreadPanelContract, ThreadScreenState>) {
    super();
    this.#host = host;
    this.events = [];
    this.problem = "";
    host.endpoint.onPush((push) => {
      switch (push.type) {
        case "events":
          this.events = [...this.events, ...push.events];
          break;
        case "detail":
          this.detail = push.detail;
          break;
        case "connection":
          this.connection = push.connection;
          break;
      }
    });
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      const { detail, events, connection } = await this.#host.endpoint.request("open", {});
      this.detail = detail;
      this.events = events;
      this.connection = connection;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  protected override render(): TemplateResult {
    const { detail } = this;
    if (!detail) return html`<header>${this.problem === "" ? "Reading the thread…" : this.problem}</header>`;
    const pending = detail.approvals.filter(({ status }) => status === "pending");
    return html`
      <header>
        <strong>${detail.thread.title}</strong>
        <div class="meta">${detail.project.name} · ${detail.thread.branch} · ${detail.thread.status}</div>
      </header>
      <main>
        ${this.events.map((event) => html`<div class="row"><span class="meta">${event.type}</span> ${textOf(event)}</div>`)}
        ${pending.map((approval) => this.#question(approval))}
      </main>
      <footer>
        <spool-text-area
          id="composer"
          .value=${this.#host.storage.read().draft ?? ""}
          @input=${(event: Event) => this.#host.storage.write({ draft: (event.target as HTMLTextAreaElement).value })}
        ></spool-text-area>
        <spool-button ?disabled=${this.connection?.disabled !== null} @click=${() => void this.#submit()}
          >Send</spool-button
        >
        ${this.problem === "" ? nothing : html`<div role="alert">${this.problem}</div>`}
      </footer>
    `;
  }

  #question(approval: Approval): TemplateResult {
    const decide = (decision: "approve" | "reject") => () =>
      void this.#try(() =>
        this.#host.endpoint.request("decide", { approvalId: approval.id, revision: approval.revision, decision }),
      );
    return html`<div class="row" role="group" aria-label="Question">
      ${approval.title}
      <spool-button @click=${decide("approve")}>Allow Once</spool-button>
      <spool-button appearance="secondary" @click=${decide("reject")}>Deny</spool-button>
    </div>`;
  }

  async #submit(): Promise<void> {
    const instruction = this.#host.storage.read().draft ?? "";
    if (instruction.trim() === "") return;
    await this.#try(async () => {
      await this.#host.endpoint.request("submit", { instruction });
      this.#host.storage.write({ draft: "" });
    });
  }

  async #try(action: () => Promise<unknown>): Promise<void> {
    try {
      this.problem = "";
      await action();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
  }
}

function textOf(event: TimelineEvent): string {
  return "text" in event.data ? event.data.text : "";
}
