const escape = "\u001b";
/** Longest control sequence that is waited for; a longer one is none. */
const sequenceLimit = 4_096;

type State =
  | { kind: "text" }
  | { kind: "escape" }
  /** `\x1b[…`: parameters so far. */
  | { kind: "control"; held: string }
  /** Operating system commands, device control and the like: everything up to their end is left out. */
  | { kind: "string"; length: number; escaped: boolean };

/**
 * A program's output as a terminal may be given it: colours and the erasing of the line it is on stay; whatever would move
 * the cursor elsewhere, set titles, write to the clipboard, make links or ask the terminal something is left out. Sequences
 * may be cut anywhere between two pieces.
 */
export class TerminalText {
  #state: State = { kind: "text" };

  take(piece: string): string {
    const out: string[] = [];
    for (const character of piece) out.push(this.#next(character));
    return out.join("");
  }

  #next(character: string): string {
    const state = this.#state;
    switch (state.kind) {
      case "text":
        return this.#text(character);
      case "escape":
        return this.#afterEscape(character);
      case "control":
        return this.#control(character, state.held);
      case "string":
        return this.#string(character, state);
    }
  }

  #text(character: string): string {
    if (character === escape) {
      this.#state = { kind: "escape" };
      return "";
    }
    if (character === "\n") return "\r\n";
    if (character === "\t" || character === "\r") return character;
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x9b) this.#state = { kind: "control", held: "" };
    else if (isStringStart(code)) this.#state = { kind: "string", length: 0, escaped: false };
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || isBidi(code) ? "" : character;
  }

  #afterEscape(character: string): string {
    if (character === "[") this.#state = { kind: "control", held: "" };
    else if ("]PX^_".includes(character)) this.#state = { kind: "string", length: 0, escaped: false };
    else if (character === escape) return "";
    // Intermediate bytes are followed by one more, which is drawn as itself and does nothing then.
    else this.#state = { kind: "text" };
    return "";
  }

  #control(character: string, held: string): string {
    if (/[0-9;:]/.test(character) && held.length < sequenceLimit) {
      this.#state = { kind: "control", held: held + character };
      return "";
    }
    if (/[ -?]/.test(character) && held.length < sequenceLimit) {
      // Private or intermediate: nothing of these is wanted, whatever its end.
      this.#state = { kind: "control", held: `${held}?` };
      return "";
    }
    this.#state = { kind: "text" };
    if (character === "m" || character === "K") return held.includes("?") ? "" : `${escape}[${held}${character}`;
    return /[@-~]/.test(character) ? "" : this.#text(character);
  }

  #string(character: string, { length, escaped }: Extract<State, { kind: "string" }>): string {
    const isOver = character === "\u0007" || character === "\u009c" || (escaped && character === "\\");
    // A log is made of lines: a sequence without an end must not swallow the rest of it.
    const isLost = character === "\n" || length > sequenceLimit;
    if (isOver || isLost) {
      this.#state = { kind: "text" };
      return isLost ? this.#text(character) : "";
    }
    this.#state = { kind: "string", length: length + 1, escaped: character === escape };
    return "";
  }
}

function isStringStart(code: number): boolean {
  return code === 0x90 || code === 0x98 || code === 0x9d || code === 0x9e || code === 0x9f;
}

/** Characters that make what follows run backwards. */
function isBidi(code: number): boolean {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x061c;
}
