import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Stage } from "../../../shared/model/run.ts";
import { formatDuration } from "../../../shared/units.ts";
import { controlStyles } from "../../ui/controls.ts";
import { icon, iconStyles } from "../../ui/icon.ts";
import { stageLook } from "./rows/looks.ts";

/** Stages shorter than this share of the run still get as much room, for their name where it fits. */
const leastShare = 0.05;

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
        min-width: 16px;
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
      /* What has no room wraps to a line that is not seen: a word is there whole, or only in the title. */
      .name {
        display: flex;
        flex-wrap: wrap;
        column-gap: 4px;
        height: 18px;
        line-height: 18px;
        overflow: hidden;
        white-space: nowrap;
      }
      .name::before {
        content: "";
        height: 18px;
        margin-inline-end: -4px;
      }
      .name .icon {
        font-size: 12px;
        line-height: 18px;
        width: 12px;
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
          >${look.tone === "bad" || look.tone === "warning" ? icon(look.icon) : nothing}<span>${name}</span
          ><span class="quiet figures"
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
      element.style.flexGrow = String(Math.max(leastShare, (spans[index] ?? 0) / total));
    }
  }

  #go(at: number): void {
    this.dispatchEvent(new CustomEvent("spool-stage", { detail: at, bubbles: true, composed: true }));
  }
}
