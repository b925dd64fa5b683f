const newline = 0x0a;

/** A line and the byte offset just behind its newline. */
export interface Line {
  text: string;
  end: number;
}

/**
 * Cuts a byte stream into lines. Wrong UTF-8 is replaced; a line longer than `limit` bytes is cut there, so that an
 * agent that never writes a newline cannot take the runner's memory.
 */
export class LineSplitter {
  readonly #limit: number;
  readonly #decoder = new TextDecoder("utf-8");
  #parts: Uint8Array[] = [];
  #length = 0;
  #offset: number;

  constructor(offset: number, limit = 1024 * 1024) {
    this.#offset = offset;
    this.#limit = limit;
  }

  push(bytes: Uint8Array): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(newline, start);
      if (end === -1) break;
      this.#keep(bytes.subarray(start, end));
      lines.push({ text: this.#take(), end: this.#offset + end + 1 });
      start = end + 1;
    }
    this.#keep(bytes.subarray(start));
    this.#offset += bytes.length;
    return lines;
  }

  /** What is left when the stream has ended without a newline. */
  flush(): Line | undefined {
    return this.#length === 0 ? undefined : { text: this.#take(), end: this.#offset };
  }

  #keep(part: Uint8Array): void {
    const room = this.#limit - this.#length;
    if (room <= 0 || part.length === 0) return;
    const kept = part.length > room ? part.subarray(0, room) : part;
    // A copy: the caller may use its buffer again.
    this.#parts.push(kept.slice());
    this.#length += kept.length;
  }

  #take(): string {
    const text = this.#decoder.decode(Buffer.concat(this.#parts, this.#length));
    this.#parts = [];
    this.#length = 0;
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  }
}
