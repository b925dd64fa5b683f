/**
 * Tells when the last element of a document has come into view in its scroller: by scrolling, or because everything fits.
 * Each watch is of what is shown at that moment; `stop` and a new `watch` make a new question of it.
 */
export class EndWatch {
  #observer: IntersectionObserver | undefined;

  watch(scroller: Element, end: Element, reached: () => void): void {
    this.stop();
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.stop();
        reached();
      },
      { root: scroller },
    );
    this.#observer.observe(end);
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }
}
