import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { AgentView } from "../../../shared/api/views.ts";
import { forecastBasisText, forecastText, type ForecastView } from "../../../shared/forecast.ts";
import type { Project } from "../../../shared/model/project.ts";
import type { Attachment } from "../../../shared/panels/thread.ts";
import { controlStyles } from "../../ui/controls.ts";
import { icon, iconStyles } from "../../ui/icon.ts";
import { visibleLine } from "../../ui/visible-text.ts";
import { gateFields, gateRow, gateWords } from "./composer-gates.ts";
import { chosenJobType, type ComposerState, emptyComposer } from "./composed-text.ts";

/** What a person wants sent: to the agent that works, or as a job of its own. */
export type ComposerSend = ComposerState & { as: "message" | "job" };

/**
 * Where the next instruction is written. Fires `spool-compose` with each change of its state, `spool-send` with what is to
 * be sent, `spool-attach` and `spool-agents` when it needs the editor's selection or the list of agents.
 */
export class Composer extends LitElement {
  static override properties = {
    state: { attribute: false },
    project: { attribute: false },
    agents: { attribute: false },
    forecast: { attribute: false },
    working: { attribute: false },
    disabled: { attribute: false },
    sending: { attribute: false },
  };
  static override styles = [
    iconStyles,
    controlStyles,
    css`
      :host {
        display: block;
        padding: 8px 16px 12px;
        border-block-start: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-block-end: 4px;
      }
      .chip {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        max-width: 100%;
        padding: 0 4px;
        border-radius: 3px;
        color: var(--vscode-badge-foreground);
        background: var(--vscode-badge-background);
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      spool-text-area {
        display: block;
        width: 100%;
      }
      spool-text-area::part(label) {
        display: none;
      }
      spool-text-area::part(control) {
        min-height: 48px;
        max-height: 40vh;
        resize: vertical;
      }
      .bar {
        margin-block-start: 8px;
      }
      spool-dropdown {
        min-width: 96px;
      }
      .budget {
        display: inline-flex;
        gap: 4px;
        align-items: center;
      }
      .budget input {
        padding: 2px 4px;
        border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-contrastBorder, transparent));
        color: var(--vscode-input-foreground);
        background: var(--vscode-input-background);
        font: inherit;
      }
      .hint {
        flex: 1 1 200px;
        color: var(--vscode-descriptionForeground);
        font-size: 0.9em;
      }
      @media (max-width: 600px) {
        .hint {
          flex-basis: 100%;
          order: 1;
        }
      }
    `,
  ];

  declare state: ComposerState;
  declare project: Project | undefined;
  declare agents: AgentView[] | undefined;
  /** Of the job as it is chosen. */
  declare forecast: ForecastView | undefined;
  /** A job of the thread is active: what is sent goes to its agent. */
  declare working: boolean;
  declare disabled: string | null;
  declare sending: boolean;

  constructor() {
    super();
    this.state = emptyComposer;
    this.working = false;
    this.disabled = null;
    this.sending = false;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("spool-text-area")?.focus();
  }

  protected override render(): TemplateResult {
    const { draft, attachments, gates } = this.state;
    const problem = this.working ? undefined : gateFields(gates).problem;
    const off = this.disabled !== null || this.sending || draft.trim() === "" || problem !== undefined;
    return html`
      ${
        attachments.length > 0
          ? html`<div class="chips">${attachments.map((attachment) => this.#chip(attachment))}</div>`
          : nothing
      }
      <spool-text-area
        rows="2"
        placeholder=${this.working ? "Tell the agent something…" : "Write the next instruction…"}
        .value=${draft}
        @input=${(event: Event) => this.#change({ draft: (event.target as HTMLTextAreaElement).value })}
        @keydown=${this.#onKey}
        @focus=${() => this.#tell("spool-agents", undefined)}
        >Message or next instruction</spool-text-area
      >
      ${this.working || !this.state.gatesOpen ? nothing : this.#gates()}
      <div class="bar">
        ${this.working ? nothing : this.#choices()} ${this.working ? nothing : this.#gatesButton()}
        <button
          class="plain"
          title="Attach what is selected in the editor"
          @click=${() => this.#tell("spool-attach", undefined)}
        >
          ${icon("attach")} Attach Selection
        </button>
        <span class="hint" id="hint">${this.disabled ?? problem ?? this.#hint()}</span>
        ${
          this.working
            ? html`<spool-button
                appearance="secondary"
                ?disabled=${off}
                title="Waits until the agent is done, then becomes the next job"
                @click=${() => this.#send("job")}
                >Queue as Next Job</spool-button
              >`
            : nothing
        }
        <spool-button ?disabled=${off} aria-describedby="hint" @click=${() => this.#send(this.#usual())}
          >${this.sending ? "Sending…" : this.working ? "Send to Agent" : "Start"}</spool-button
        >
      </div>
    `;
  }

  #hint(): string {
    const keys = navigator.platform.startsWith("Mac") ? "⌘⏎" : "Ctrl+Enter";
    return this.working
      ? `${keys} · the agent that works gets it as soon as it listens`
      : `${keys} · becomes the thread's next job`;
  }

  #chip(attachment: Attachment): TemplateResult {
    const name = nameOf(attachment);
    const remove = () => this.#change({ attachments: this.state.attachments.filter((other) => other !== attachment) });
    return html`<span class="chip"
      >${icon("file")}${name}
      <button class="plain" title="Leave out" aria-label="Leave out ${name}" @click=${remove}>${icon("close")}</button>
    </span>`;
  }

  #choices(): TemplateResult {
    const types = Object.keys(this.project?.jobTypes ?? {});
    const { jobType, agent, model } = this.state;
    const chosen = chosenJobType(jobType, this.project);
    const usual = this.project?.jobTypes[chosen];
    const agents = (this.agents ?? []).filter(({ name }) => name !== usual?.agent);
    const models = modelsOf(agent === "" ? usual?.agent : agent, this.project, this.agents ?? []);
    const others = models.filter((name) => agent !== "" || name !== usual?.model);
    return html`
      ${this.#dropdown(
        "Job type",
        chosen,
        types.map((name) => [name, name]),
        (value) => this.#change({ jobType: value }),
      )}
      ${this.#dropdown(
        "Agent",
        agent,
        [
          ["", usual ? `${usual.agent} (usual)` : "usual agent"],
          ...agents.map(({ name, available }): [string, string] => [
            name,
            available ? name : `${name} (not available)`,
          ]),
        ],
        (value) => this.#change({ agent: value, model: "" }),
      )}
      ${
        others.length === 0
          ? nothing
          : this.#dropdown(
              "Model",
              model,
              [["", "usual model"], ...others.map((name): [string, string] => [name, name])],
              (value) => this.#change({ model: value }),
            )
      }
    `;
  }

  #gatesButton(): TemplateResult {
    const { gates, gatesOpen } = this.state;
    const words = gateWords(gates);
    return html`<button
      class="plain"
      title="What may stop this job: plan, permissions, budget"
      aria-expanded=${gatesOpen ? "true" : "false"}
      @click=${() => this.#change({ gatesOpen: !gatesOpen })}
    >
      ${icon("checklist")} Gates${words === "" ? nothing : html`: ${words}`}
    </button>`;
  }

  #gates(): TemplateResult {
    const types = this.project?.jobTypes ?? {};
    const { gates, jobType } = this.state;
    return html`<div class="bar">
      ${gateRow(gates, types[jobType] ?? Object.values(types)[0], {
        dropdown: (...given) => this.#dropdown(...given),
        change: (change) => this.#change({ gates: { ...gates, ...change } }),
      })}
      ${this.forecast ? forecastLine(this.forecast) : nothing}
    </div>`;
  }

  #dropdown(
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
    choose: (value: string) => void,
  ): TemplateResult {
    return html`<spool-dropdown
      aria-label=${label}
      title=${label}
      position="above"
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
    >
      ${options.map(
        ([key, text]) =>
          html`<spool-option value=${key} ?selected=${key === value}>${visibleLine(text)}</spool-option>`,
      )}
    </spool-dropdown>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#send(this.#usual());
  };

  #usual(): "message" | "job" {
    return this.working ? "message" : "job";
  }

  #send(as: "message" | "job"): void {
    if (this.disabled !== null || this.sending || this.state.draft.trim() === "") return;
    if (as === "job" && !this.working && gateFields(this.state.gates).problem !== undefined) return;
    this.#tell("spool-send", { ...this.state, as } satisfies ComposerSend);
  }

  #change(changes: Partial<ComposerState>): void {
    this.state = { ...this.state, ...changes };
    this.#tell("spool-compose", this.state);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** What jobs like it came to; whose they were on hover. */
function forecastLine(view: ForecastView): TemplateResult {
  const { forecast } = view;
  const whose = forecast.kind === "known" ? `From the newest ${forecastBasisText(forecast.basis, view)}` : "";
  return html`<span class="hint" title=${visibleLine(whose)}>${icon("graph")} ${forecastText(forecast)}</span>`;
}

/** The models that are spoken of together with an agent: runners have no longer list. */
function modelsOf(agent: string | undefined, project: Project | undefined, agents: readonly AgentView[]): string[] {
  const types = Object.values(project?.jobTypes ?? {}).filter((type) => type.agent === agent);
  const own = agents.filter(({ name }) => name === agent);
  return [...new Set([...types, ...own].flatMap(({ model }) => (model === null ? [] : [model])))];
}

function nameOf({ path, fromLine, toLine }: Attachment): string {
  const file = visibleLine(path.split("/").at(-1) ?? path);
  return fromLine === toLine ? `${file}:${fromLine}` : `${file}:${fromLine}–${toLine}`;
}
