import { clean } from "./clean.ts";

/** Longest line that is held back to see its end. */
const heldLimit = 65_536;

/**
 * Cleans a stream that arrives in pieces. An escape sequence may be cut in two by a piece's end, so what follows the
 * last line end is held back until the rest of its line is there.
 */
export class LineCleaner {
  #held = "";

  push(piece: string): string {
    const text = this.#held + piece;
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0 && text.length <= heldLimit) {
      this.#held = text;
      return "";
    }
    const cut = end === 0 ? text.length : end;
    this.#held = text.slice(cut);
    return clean(text.slice(0, cut));
  }

  /** What was held back, as a line. */
  end(): string {
    const rest = clean(this.#held);
    this.#held = "";
    return rest === "" ? "" : `${rest}\n`;
  }
}
