import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { showHidden } from "../../../shared/hidden-text.ts";
import { activateLinks } from "./activate-links.ts";
import type { LinkTarget } from "./link.ts";

type Render = (text: string) => DocumentFragment;

let render: Render | undefined;
let loading: Promise<void> | undefined;

/** Fetches what renders markdown, once; until it is there texts are shown as they are. */
export async function loadMarkdown(): Promise<void> {
  loading ??= load();
  await loading;
}

async function load(): Promise<void> {
  const { renderMarkdown } = await import("./render.ts");
  render = renderMarkdown;
}

/** A text of an agent as markdown. Fires `spool-open` with a `LinkTarget`; opens nothing itself. */
export class MarkdownText extends LitElement {
  static override properties = { text: { attribute: false } };
  static override styles = css`
    :host {
      display: block;
      overflow-wrap: anywhere;
    }
    .plain {
      white-space: pre-wrap;
    }
    :is(p, ul, ol, pre, blockquote, table, h1, h2, h3, h4, h5, h6) {
      margin: 0 0 8px;
    }
    :is(p, ul, ol, pre, blockquote, table):last-child {
      margin-bottom: 0;
    }
    :is(h1, h2, h3, h4, h5, h6) {
      font-size: 1em;
      font-weight: 600;
      margin-top: 4px;
    }
    ul,
    ol {
      padding-inline-start: 20px;
    }
    li > p {
      margin: 0;
    }
    a {
      color: var(--vscode-textLink-foreground);
      cursor: pointer;
      text-decoration: none;
    }
    a:hover {
      color: var(--vscode-textLink-activeForeground);
      text-decoration: underline;
    }
    a:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    code {
      font-family: var(--vscode-editor-font-family);
      font-size: 0.95em;
      color: var(--vscode-textPreformat-foreground);
      background: var(--vscode-textPreformat-background);
      border-radius: 3px;
      padding: 0 3px;
    }
    code a {
      color: inherit;
      text-decoration: underline dotted;
    }
    pre {
      padding: 8px;
      background: var(--vscode-textCodeBlock-background);
      border: 1px solid var(--vscode-contrastBorder, transparent);
      border-radius: 3px;
      white-space: pre-wrap;
      max-height: 480px;
      overflow: auto;
    }
    pre code {
      padding: 0;
      background: none;
      color: inherit;
    }
    blockquote {
      padding-inline-start: 8px;
      border-inline-start: 3px solid var(--vscode-textBlockQuote-border);
    }
    table {
      border-collapse: collapse;
      display: block;
      overflow-x: auto;
    }
    th,
    td {
      border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentcolor));
      padding: 2px 8px;
    }
  `;

  declare text: string;
  #shown: HTMLElement | string = "";

  constructor() {
    super();
    this.text = "";
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("text")) return;
    this.#draw();
    if (!render) void this.#drawLater();
  }

  protected override render(): TemplateResult {
    return typeof this.#shown === "string" ? html`<div class="plain">${this.#shown}</div>` : html`${this.#shown}`;
  }

  #draw(): void {
    const text = showHidden(this.text);
    if (!render) {
      this.#shown = text;
      return;
    }
    const fragment = render(text);
    activateLinks(fragment, (target) => this.#open(target));
    const root = document.createElement("div");
    root.append(fragment);
    this.#shown = root;
  }

  async #drawLater(): Promise<void> {
    await loadMarkdown();
    this.#draw();
    this.requestUpdate();
  }

  #open(target: LinkTarget): void {
    this.dispatchEvent(new CustomEvent<LinkTarget>("spool-open", { detail: target, bubbles: true, composed: true }));
  }
}
