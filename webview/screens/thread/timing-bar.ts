import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Stage } from "../../../shared/model/run.ts";
import { formatDuration } from "../../../shared/units.ts";
import { controlStyles } from "../../ui/controls.ts";
import { icon, iconStyles } from "../../ui/icon.ts";
import { stageLook } from "./rows/looks.ts";

/** Stages shorter than this share of the run still get room for their name. */
const leastShare = 0.04;
/** Below this there is no room to say how long it took; the title says it. */
const timeShare = 0.15;

/** The stages of a run side by side, as wide as they took. Fires `spool-stage` with the time at which one began. */
export class TimingBar extends LitElement {
  static override properties = { stages: { attribute: false } };
  static override styles = [
    iconStyles,
    controlStyles,
    css`
      :host {
        display: flex;
        gap: 2px;
        padding: 4px 16px;
        overflow: hidden;
      }
      button.stage {
        flex: 1 1 0;
        min-width: min-content;
        display: block;
        padding: 0;
        border: none;
        background: none;
        color: inherit;
        font: inherit;
        font-size: 0.9em;
        text-align: start;
        cursor: pointer;
      }
      .name {
        display: flex;
        gap: 4px;
        align-items: center;
        white-space: nowrap;
        overflow: hidden;
        line-height: 18px;
      }
      .name .icon {
        font-size: 12px;
        width: 12px;
      }
      .short .figures {
        display: none;
      }
      .bar {
        height: 4px;
        border-radius: 2px;
        background: var(--vscode-progressBar-background);
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .ok .bar {
        background: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
      }
      .failed .bar,
      .timed_out .bar,
      .lost .bar {
        background: var(--vscode-errorForeground);
      }
      .skipped .bar,
      .cancelled .bar {
        background: var(--vscode-disabledForeground, var(--vscode-descriptionForeground));
      }
      .stage:hover .name {
        text-decoration: underline;
      }
    `,
  ];

  declare stages: readonly Stage[];

  constructor() {
    super();
    this.stages = [];
  }

  protected override render(): TemplateResult {
    return html`${this.stages.map((stage) => {
      const { name, startedAt, endedAt, outcome } = stage;
      const look = stageLook(outcome);
      const took = endedAt === null ? nothing : formatDuration(endedAt - startedAt);
      const words = `${name}, ${look.word}${endedAt === null ? "" : `, ${formatDuration(endedAt - startedAt)}`}`;
      return html`<button
        class="stage ${outcome ?? "open"}"
        title="${words}. Click to go there."
        aria-label="Go to stage ${words}"
        @click=${() => this.#go(startedAt)}
      >
        <span class="name"
          >${look.tone === "bad" || look.tone === "warning" ? icon(look.icon) : nothing}${name}
          <span class="quiet figures"
            >${endedAt === null ? html`<spool-elapsed .since=${startedAt}></spool-elapsed>` : took}</span
          ></span
        >
        <div class="bar"></div>
      </button>`;
    })}`;
  }

  protected override updated(): void {
    const now = Date.now();
    const spans = this.stages.map(({ startedAt, endedAt }) => Math.max(1, (endedAt ?? now) - startedAt));
    const total = spans.reduce((sum, span) => sum + span, 0);
    for (const [index, element] of [...this.renderRoot.querySelectorAll<HTMLElement>("button.stage")].entries()) {
      const share = (spans[index] ?? 0) / total;
      element.style.flexGrow = String(Math.max(leastShare, share));
      element.classList.toggle("short", share < timeShare);
    }
  }

  #go(at: number): void {
    this.dispatchEvent(new CustomEvent("spool-stage", { detail: at, bubbles: true, composed: true }));
  }
}
