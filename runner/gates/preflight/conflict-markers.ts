import { lineAt, type TextWindow } from "./content.ts";

/**
 * Finds what git leaves where a merge failed: the three marks in their order. One alone is a heading or a quotation, and
 * is no finding.
 */
export class ConflictMarkers {
  #state: "none" | "opened" | "parted" = "none";
  #opened = 0;
  #seen = 0;
  /** Line of the first whole conflict. */
  found: number | undefined;

  look(window: TextWindow): void {
    if (this.found !== undefined || !window.isText) return;
    for (const match of window.text.matchAll(/^(<{7}|={7}|>{7})(?= |\r?$)/gm)) {
      const at = window.offset + match.index;
      // In the part that the window before has shown.
      if (at < this.#seen) continue;
      this.#seen = at + 1;
      switch (match[0].charAt(0)) {
        case "<":
          this.#state = "opened";
          this.#opened = lineAt(window, match.index);
          break;
        case "=":
          if (this.#state === "opened") this.#state = "parted";
          break;
        default:
          if (this.#state === "parted") this.found = this.#opened;
          this.#state = "none";
      }
      if (this.found !== undefined) return;
    }
  }
}
