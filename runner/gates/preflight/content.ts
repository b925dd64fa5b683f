/** Pieces of a file overlap by this much, so that nothing shorter is cut in two. */
const overlapBytes = 16 * 1024;
const windowBytes = 1 << 20;

/** A piece of a file as text: each byte is one character, so that nothing is lost and nothing can be malformed. */
export interface TextWindow {
  text: string;
  /** Offset of its first character in the file. */
  offset: number;
  /** Line of its first character, from 1. */
  line: number;
  /** The file looks like a text. */
  isText: boolean;
}

/**
 * Cuts what comes in into overlapping windows, so that a file of any size is looked at in a few megabytes of memory. Of a
 * text in UTF-16 the zeros are left out: what is ASCII in it then reads as ASCII.
 */
export class WindowCutter {
  readonly #visit: (window: TextWindow) => void | Promise<void>;
  #text = "";
  #offset = 0;
  #line = 1;
  #fresh = 0;
  #kind: "text" | "wide" | "binary" | undefined;

  constructor(visit: (window: TextWindow) => void | Promise<void>) {
    this.#visit = visit;
  }

  /** What the first bytes say; undefined while there were none. */
  get isText(): boolean {
    return this.#kind !== "binary";
  }

  async add(bytes: Buffer): Promise<void> {
    this.#kind ??= kindOf(bytes);
    const text = bytes.toString("latin1");
    const added = this.#kind === "wide" ? text.replaceAll("\0", "") : text;
    this.#text += added;
    this.#fresh += added.length;
    if (this.#text.length >= windowBytes) await this.#look();
  }

  async end(): Promise<void> {
    if (this.#fresh > 0) await this.#look();
  }

  async #look(): Promise<void> {
    await this.#visit({ text: this.#text, offset: this.#offset, line: this.#line, isText: this.isText });
    const drop = Math.max(0, this.#text.length - overlapBytes);
    for (let end = this.#text.indexOf("\n"); end !== -1 && end < drop; end = this.#text.indexOf("\n", end + 1)) {
      this.#line += 1;
    }
    this.#text = this.#text.slice(drop);
    this.#offset += drop;
    this.#fresh = 0;
  }
}

function kindOf(bytes: Buffer): "text" | "wide" | "binary" {
  const start = bytes.subarray(0, 8_000);
  const mark = start.toString("latin1", 0, 2);
  if (mark === "\xFF\xFE" || mark === "\xFE\xFF") return "wide";
  let zeros = 0;
  for (const byte of start) if (byte === 0) zeros += 1;
  if (zeros === 0) return "text";
  return zeros * 10 > start.length * 4 && zeros * 10 <= start.length * 6 ? "wide" : "binary";
}

/** Line of a character of the window. */
export function lineAt(window: TextWindow, index: number): number {
  let line = window.line;
  for (let end = window.text.indexOf("\n"); end !== -1 && end < index; end = window.text.indexOf("\n", end + 1))
    line += 1;
  return line;
}
