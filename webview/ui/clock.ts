import { LitElement } from "lit";

const shown = new Set<TickingElement>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Shows something about a time that changes by itself. All of them share one timer, which rests when none is in the page. */
export abstract class TickingElement extends LitElement {
  #text = "";

  /** What is to be read now. */
  protected abstract text(now: number): string;

  override connectedCallback(): void {
    super.connectedCallback();
    shown.add(this);
    timer ??= setInterval(() => {
      for (const element of shown) element.#show();
    }, 1_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shown.delete(this);
    if (shown.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override updated(): void {
    this.#show();
  }

  #show(): void {
    const text = this.text(Date.now());
    if (text === this.#text) return;
    this.#text = text;
    this.textContent = text;
  }
}
