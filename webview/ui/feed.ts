import { css, type CSSResultGroup, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { RowHeights } from "./row-heights.ts";

export interface FeedItem {
  key: string;
}

/** Where the view stands: at the end, moving with it, or at a row with so many pixels of it above the edge. */
export type FeedPlace = { kind: "end" } | { kind: "row"; key: string; offset: number };

/** Pixels beyond each edge that are drawn ahead. */
const overscan = 600;
const atEndWithin = 4;
/** Milliseconds in which movements are collected before the new place is told. */
const placeMs = 200;

/**
 * A list of any length of which only what can be seen is in the page. Rows are in normal flow between two spacers; where
 * the view stands is a row and an offset in it, so that neither rows before it nor heights that change move what is read.
 * Events: `spool-feed-moved` when it came to or left the end, `spool-feed-place` soon after it moved at all,
 * `spool-feed-edge` when rows beyond `detail` are wanted.
 */
export class Feed extends LitElement {
  static override properties = {
    items: { attribute: false },
    renderItem: { attribute: false },
    labelOf: { attribute: false },
    estimate: { attribute: false },
    version: { attribute: false },
    complete: { attribute: false },
  };
  static override styles: CSSResultGroup = css`
    :host {
      display: block;
      position: relative;
      min-height: 0;
    }
    .scroller {
      height: 100%;
      overflow: hidden auto;
      overflow-anchor: none;
      contain: strict;
    }
    .item {
      display: flow-root;
    }
    .item:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: -1px;
    }
  `;

  declare items: readonly FeedItem[];
  declare renderItem: (item: never, index: number, active: boolean) => TemplateResult;
  declare labelOf: (item: never) => string;
  declare estimate: (item: never) => number;
  /** Another one when rows were added to `items` or changed in place. */
  declare version: number;
  /** Whether the first of `items` is the first there is. */
  declare complete: boolean;

  readonly #heights = new RowHeights();
  readonly #resizes = new ResizeObserver(() => {
    this.#onScroll();
    this.#settle();
  });
  #observed = new Set<HTMLElement>();
  #place: FeedPlace = { kind: "end" };
  #first = 0;
  #end = 0;
  #activeKey: string | undefined;
  #placeTimer: ReturnType<typeof setTimeout> | undefined;
  #focusWanted = false;
  /** None in the first frame, so that what can be seen is there sooner. */
  #overscan = 0;
  #frozen: { atEnd: boolean } | undefined;
  /** Where the view was last seen or put: elsewhere means that a person moved it. */
  #known = 0;

  constructor() {
    super();
    this.items = [];
    this.version = 0;
    this.complete = true;
  }

  get place(): FeedPlace {
    return this.#place;
  }

  /** Puts the view somewhere; a row that is not there means the end. */
  set place(place: FeedPlace) {
    this.#place = place;
    this.requestUpdate();
  }

  get atEnd(): boolean {
    return this.#place.kind === "end" || this.#frozen?.atEnd === true;
  }

  /** Brings a row to the upper third and makes it the one that the keyboard is on. */
  reveal(key: string, options: { focus?: boolean } = {}): void {
    this.#activeKey = key;
    this.#focusWanted = options.focus ?? false;
    this.#moveTo({ kind: "row", key, offset: -Math.round(this.#height() / 4) });
  }

  toEnd(): void {
    this.#moveTo({ kind: "end" });
  }

  /** From now on this row stays where it is, even when the view was moving with the end: a person opens or closes it. */
  hold(key: string): void {
    const index = this.#indexOf(key);
    if (index < 0) return;
    this.#moveTo({ kind: "row", key, offset: this.#scrollTop() - this.#heights.top(index) });
  }

  /** Nothing moves until `thaw`, whatever comes: a person is about to press what is in this row. */
  freeze(key: string): void {
    if (this.#frozen) return;
    this.#frozen = { atEnd: this.atEnd };
    this.hold(key);
  }

  thaw(): void {
    const wasAtEnd = this.#frozen?.atEnd;
    this.#frozen = undefined;
    if (wasAtEnd) this.toEnd();
  }

  isVisible(key: string): boolean {
    const index = this.#indexOf(key);
    if (index < 0) return false;
    const [top, bottom] = [this.#scrollTop(), this.#scrollTop() + this.#height()];
    return this.#heights.top(index) < bottom - 20 && this.#heights.top(index + 1) > top + 20;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
    this.#observed.clear();
    clearTimeout(this.#placeTimer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#onScroll();
    if (changed.has("items") || changed.has("version")) {
      const estimate = (index: number) => this.estimate(this.items[index] as never);
      this.#heights.reset(
        this.items.map(({ key }) => key),
        estimate,
      );
    }
    this.#range(this.#wantedTop());
  }

  protected override render(): TemplateResult {
    const shown = this.items.slice(this.#first, this.#end);
    const active = this.#activeIndex();
    const size = this.complete ? this.items.length : -1;
    return html`<div
      class="scroller"
      role="feed"
      aria-label="Timeline"
      tabindex="-1"
      @scroll=${this.#onScroll}
      @keydown=${this.#onKey}
      @focusin=${this.#onFocus}
    >
      <div class="before"></div>
      ${repeat(
        shown,
        ({ key }) => key,
        (item, offset) => {
          const index = this.#first + offset;
          return html`<article
            class="item"
            data-index=${index}
            tabindex=${index === active ? 0 : -1}
            aria-posinset=${index + 1}
            aria-setsize=${size}
            aria-label=${this.labelOf(item as never)}
          >
            ${this.renderItem(item as never, index, index === active)}
          </article>`;
        },
      )}
      <div class="after"></div>
    </div>`;
  }

  protected override updated(): void {
    this.#observe();
    this.#settle();
    if (!this.#focusWanted) return;
    const index = this.#activeIndex();
    const element = this.renderRoot.querySelector<HTMLElement>(`[data-index="${index}"]`);
    if (!element) return;
    this.#focusWanted = false;
    element.focus({ preventScroll: true });
  }

  #observe(): void {
    const present = new Set(this.#elements());
    for (const element of present) if (!this.#observed.has(element)) this.#resizes.observe(element);
    for (const element of this.#observed) if (!present.has(element)) this.#resizes.unobserve(element);
    this.#observed = present;
  }

  /** Takes the heights that the page gave the rows, and puts the view where it was said to stand. */
  #settle(): void {
    const scroller = this.#scroller();
    if (!scroller || scroller.clientHeight === 0) return;
    for (const element of this.#elements()) {
      this.#heights.measure(Number(element.dataset["index"]), element.getBoundingClientRect().height);
    }
    const before = scroller.querySelector<HTMLElement>(".before");
    const after = scroller.querySelector<HTMLElement>(".after");
    if (before) before.style.height = `${this.#heights.top(this.#first)}px`;
    const total = this.#heights.top(this.#heights.count);
    if (after) after.style.height = `${total - this.#heights.top(this.#end)}px`;
    const top = this.#wantedTop();
    if (Math.abs(scroller.scrollTop - top) >= 1) {
      scroller.scrollTop = top;
      this.#known = scroller.scrollTop;
    }
    // All that there is below can be seen: from here on it moves with the end.
    const atEnd = scroller.scrollTop + scroller.clientHeight >= total - atEndWithin;
    if (atEnd && !this.atEnd && !this.#frozen) {
      this.#place = { kind: "end" };
      this.#tell("spool-feed-moved", undefined);
    }
    if (this.#range(top)) this.requestUpdate();
    this.#tellEdges(scroller);
    if (this.#overscan === 0) requestAnimationFrame(() => this.#drawAhead());
  }

  #drawAhead(): void {
    this.#overscan = overscan;
    this.requestUpdate();
  }

  /** Which rows are drawn when the view stands at `top`; answers whether others than now. */
  #range(top: number): boolean {
    const height = this.#height();
    const covered =
      this.#end <= this.items.length &&
      (this.#first === 0 || this.#heights.top(this.#first) <= top - this.#overscan / 3) &&
      (this.#end === this.items.length || this.#heights.top(this.#end) >= top + height + this.#overscan / 3);
    if (covered && this.#end > this.#first && this.#heights.top(this.#first) >= top - 3 * this.#overscan) return false;
    const first = Math.max(0, this.#heights.at(top - this.#overscan));
    const end = Math.min(this.items.length, this.#heights.at(top + height + this.#overscan) + 1);
    if (first === this.#first && end === this.#end) return false;
    this.#first = first;
    this.#end = end;
    return true;
  }

  #wantedTop(): number {
    const last = Math.max(0, this.#heights.top(this.#heights.count) - this.#height());
    if (this.#place.kind === "end") return last;
    const index = this.#indexOf(this.#place.key);
    if (index < 0) return Math.min(this.#scrollTop(), last);
    return Math.max(0, Math.min(last, this.#heights.top(index) + this.#place.offset));
  }

  #moveTo(place: FeedPlace): void {
    const before = this.atEnd;
    this.#place = place;
    if (before !== this.atEnd) this.#tell("spool-feed-moved", undefined);
    this.#tellPlaceSoon();
    this.requestUpdate();
  }

  #tellPlaceSoon(): void {
    this.#placeTimer ??= setTimeout(() => {
      this.#placeTimer = undefined;
      this.#tell("spool-feed-place", undefined);
    }, placeMs);
  }

  /**
   * Takes over where a person scrolled to. Asked before anything is put in its place too: the event of a movement comes
   * a frame after it, and the view would be put back to where it was.
   */
  readonly #onScroll = (): void => {
    const scroller = this.#scroller();
    if (!scroller || Math.abs(scroller.scrollTop - this.#known) < 1) return;
    const { scrollTop } = scroller;
    this.#known = scrollTop;
    const before = this.atEnd;
    this.#frozen = undefined;
    const index = this.#heights.at(scrollTop);
    const key = this.#heights.key(index);
    const end = scrollTop + scroller.clientHeight >= this.#heights.top(this.#heights.count) - atEndWithin;
    this.#place =
      end || key === undefined ? { kind: "end" } : { kind: "row", key, offset: scrollTop - this.#heights.top(index) };
    if (before !== this.atEnd) this.#tell("spool-feed-moved", undefined);
    this.#tellPlaceSoon();
    if (this.#range(scrollTop)) this.requestUpdate();
    this.#tellEdges(scroller);
  };

  #tellEdges(scroller: HTMLElement): void {
    const { scrollTop, clientHeight } = scroller;
    if (scrollTop < 2 * clientHeight) this.#tell("spool-feed-edge", "start");
    if (scrollTop + 2 * clientHeight > this.#heights.top(this.#heights.count)) this.#tell("spool-feed-edge", "end");
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  readonly #onFocus = (event: FocusEvent): void => {
    const item = (event.target as Element).closest<HTMLElement>(".item");
    const key = item && this.items[Number(item.dataset["index"])]?.key;
    if (!key || key === this.#activeKey) return;
    this.#activeKey = key;
    this.requestUpdate();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0];
    const onRow = target instanceof HTMLElement && (target.classList.contains("item") || target === this.#scroller());
    if (!onRow || event.ctrlKey || event.metaKey || event.altKey) return;
    const active = this.#activeIndex();
    const page = Math.max(1, Math.floor((this.#end - this.#first) / 3));
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: this.items.length - 1,
    };
    const wanted = moves[event.key];
    if (event.key === "Enter" || event.key === " ") {
      const toggle = this.renderRoot.querySelector<HTMLElement>(`[data-index="${active}"] [aria-expanded]`);
      toggle?.click();
    } else if (wanted === undefined) return;
    else this.#activate(Math.max(0, Math.min(this.items.length - 1, wanted)));
    event.preventDefault();
  };

  /** Moves the keyboard to a row, and the view only as far as the row needs to be seen. */
  #activate(index: number): void {
    const key = this.items[index]?.key;
    if (key === undefined) return;
    this.#activeKey = key;
    this.#focusWanted = true;
    if (index === this.items.length - 1) return this.#moveTo({ kind: "end" });
    const [top, bottom, view] = [this.#heights.top(index), this.#heights.top(index + 1), this.#scrollTop()];
    const height = this.#height();
    if (top < view) return this.#moveTo({ kind: "row", key, offset: 0 });
    if (bottom > view + height) {
      return this.#moveTo({ kind: "row", key, offset: Math.min(0, bottom - top - height) });
    }
    this.#moveTo({ kind: "row", key, offset: view - top });
  }

  #activeIndex(): number {
    const index = this.#activeKey === undefined ? -1 : this.#indexOf(this.#activeKey);
    return index < 0 ? this.items.length - 1 : index;
  }

  /** Searched from the end, where the rows are that are looked at. */
  #indexOf(key: string): number {
    return this.items.findLastIndex((item) => item.key === key);
  }

  #elements(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>(".item")];
  }

  #scroller(): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>(".scroller") ?? undefined;
  }

  #scrollTop(): number {
    return this.#scroller()?.scrollTop ?? 0;
  }

  #height(): number {
    return this.#scroller()?.clientHeight || window.innerHeight;
  }
}
