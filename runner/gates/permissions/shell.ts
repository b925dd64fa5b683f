import { posix } from "node:path";

/** A word of a command. `certain`: what the shell makes of it is `text` and nothing else. */
export interface Word {
  text: string;
  certain: boolean;
}

/** One program with its arguments, as the shell would start it. */
export interface SimpleCommand {
  words: Word[];
  /** Variables are set for it, its input or output is a file, or a word of the shell's own language stands before it. */
  altered: boolean;
}

export interface ShellText {
  commands: SimpleCommand[];
  /** Nothing in it was beyond what is read here: each of its commands is known, word by word. */
  certain: boolean;
  /** It was read to its end. */
  whole: boolean;
}

/** Longer ones are nothing that a person wrote, and are not read to the end. */
const longest = 32_768;

/** More of them in one line than anybody reads, either. */
const mostCommands = 200;

/** How deep substitutions are followed. */
const deepest = 8;

/** Words of the shell's language. Behind most of them stands a command. */
const reserved = new Set(
  ["!", "[[", "{", "}", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if"].concat([
    "in",
    "select",
    "then",
    "time",
    "until",
    "while",
  ]),
);

/**
 * Reads a line for a POSIX shell, one or more lines long, as far as it can be read without running it: every command
 * that would be started, also in pipes, lists, groups and substitutions. It is no shell. What it does not follow
 * (expansions, substitutions, documents, control flow) makes the whole of it uncertain, never the opposite.
 */
export function readShell(text: string, depth = 0): ShellText {
  if (depth > deepest || text.length > longest) return { commands: [], certain: false, whole: false };
  return new Reader(text, depth).read();
}

/** Its name, wherever it lies. */
export function programOf({ words }: Pick<SimpleCommand, "words">): string {
  return posix.basename(words[0]?.text ?? "");
}

/** A document that begins behind the end of the line. */
interface HereDocument {
  end: string;
  /** As written: nothing in it is replaced. */
  literal: boolean;
  indented: boolean;
}

class Reader {
  readonly #text: string;
  readonly #depth: number;
  #at = 0;
  #certain = true;
  #whole = true;
  readonly #commands: SimpleCommand[] = [];
  #words: Word[] = [];
  #altered = false;
  /** The word being read; undefined between words. */
  #word: Word | undefined;
  #quoted = false;
  /** The next word is the file of a redirection. */
  #dropNext = false;
  #documents: HereDocument[] = [];

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  read(): ShellText {
    while (this.#at < this.#text.length && this.#commands.length < mostCommands) {
      this.#step(this.#text.charAt(this.#at));
    }
    const whole = this.#at >= this.#text.length;
    this.#endCommand();
    return {
      commands: this.#commands.slice(0, mostCommands),
      certain: this.#certain && whole,
      whole: whole && this.#whole,
    };
  }

  #step(character: string): void {
    switch (character) {
      case " ":
      case "\t":
        this.#at += 1;
        return this.#endWord();
      case "\n":
      case ";":
      case "&":
      case "|":
        return this.#separator(character);
      case "(":
      case ")":
        this.#certain = false;
        this.#at += 1;
        return this.#endCommand();
      case "<":
      case ">":
        return this.#redirection(character);
      case "'":
        return this.#singleQuoted();
      case '"':
        return this.#doubleQuoted();
      case "\\":
        return this.#escaped();
      case "$":
      case "`":
        return this.#expansion();
      case "#":
        if (this.#word === undefined) return this.#comment();
        return this.#plain(character);
      default:
        return this.#plain(character);
    }
  }

  #separator(character: string): void {
    this.#at += 1;
    if (character === "&" && this.#text.charAt(this.#at) === ">") {
      this.#endWord();
      return this.#redirection(">");
    }
    this.#endCommand();
    if (character === "\n") for (const document of this.#documents.splice(0)) this.#skip(document);
  }

  /** Text, not commands; only what is put into it may be the output of some. */
  #skip({ end, literal, indented }: HereDocument): void {
    while (this.#at < this.#text.length) {
      const found = this.#text.indexOf("\n", this.#at);
      const line = this.#text.slice(this.#at, found === -1 ? undefined : found);
      this.#at = found === -1 ? this.#text.length : found + 1;
      if ((indented ? line.replace(/^\t+/, "") : line) === end) return;
      if (literal) continue;
      // However it goes on there: from here it is read as commands.
      const start = line.search(/\$\(|`/);
      if (start !== -1) this.#nested(line.slice(start).replaceAll(/\$\(|[`()]/g, ";"));
    }
  }

  #plain(character: string): void {
    // A carriage return, a zero byte: shells do not agree on what these are.
    if (character < " " || character === "\x7f") this.#doubt();
    const isStart = this.#word === undefined;
    // A pattern at the start may become an option; braces may become several words, even the program.
    if (character === "{" || character === "}") this.#doubt();
    const isTest = character === "[" && isStart && /^\[[ \t]/.test(this.#text.slice(this.#at, this.#at + 2));
    const isPattern = character === "*" || character === "?" || character === "[";
    if (isPattern && !isTest && (isStart || this.#words.length === 0)) this.#doubt();
    if (character === "~" && isStart && this.#words.length === 0) this.#doubt();
    this.#append(character);
    this.#at += 1;
  }

  #comment(): void {
    // Only some shells take it for one; the others run what stands in it.
    this.#certain = false;
    const end = this.#text.indexOf("\n", this.#at);
    const inside = this.#text.slice(this.#at + 1, end === -1 ? undefined : end);
    this.#at = end === -1 ? this.#text.length : end;
    this.#nested(inside);
  }

  #singleQuoted(): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    this.#append(this.#text.slice(this.#at + 1, end === -1 ? undefined : end));
    this.#quoted = true;
    if (end === -1) this.#doubt();
    this.#at = end === -1 ? this.#text.length : end + 1;
  }

  #doubleQuoted(): void {
    this.#at += 1;
    this.#append("");
    this.#quoted = true;
    for (;;) {
      if (this.#at >= this.#text.length) return this.#doubt();
      const character = this.#text.charAt(this.#at);
      if (character === '"') {
        this.#at += 1;
        return;
      }
      if (character === "$" || character === "`") this.#expansion();
      else if (character === "\\") {
        const next = this.#text.charAt(this.#at + 1);
        if (next !== "\n") this.#append('$`"\\'.includes(next) ? next : `\\${next}`);
        this.#at += 2;
      } else {
        this.#append(character);
        this.#at += 1;
      }
    }
  }

  #escaped(): void {
    const next = this.#text.charAt(this.#at + 1);
    if (next === "") this.#doubt();
    else if (next !== "\n") {
      this.#append(next);
      this.#quoted = true;
    }
    this.#at += 2;
  }

  /** A variable, or a command whose output is put there: which word it makes is not known, but what is run is looked at. */
  #expansion(): void {
    this.#append("");
    if (this.#text.charAt(this.#at) === "`") {
      const end = this.#text.indexOf("`", this.#at + 1);
      this.#nested(this.#text.slice(this.#at + 1, end === -1 ? undefined : end));
      this.#at = end === -1 ? this.#text.length : end + 1;
    } else if (this.#text.startsWith("$(", this.#at)) {
      // Where it ends only a whole shell would know. Behind a closing bracket that was none, the rest is read as commands, too.
      const end = this.#closing(this.#at + 2);
      this.#nested(this.#text.slice(this.#at + 2, end));
      this.#at = end + 1;
    } else {
      this.#append("$");
      this.#at += 1;
    }
    this.#doubt();
  }

  #closing(from: number): number {
    let open = 1;
    for (let index = from; index < this.#text.length; index++) {
      const character = this.#text.charAt(index);
      if (character === "(") open += 1;
      if (character === ")") open -= 1;
      if (open === 0) return index;
    }
    return this.#text.length;
  }

  #nested(text: string): void {
    const inner = readShell(text, this.#depth + 1);
    this.#commands.push(...inner.commands);
    this.#whole &&= inner.whole;
    this.#certain = false;
  }

  /** `2>&1`, `>/dev/null` and `</dev/null` change nothing; everything else reads or writes files or text that nobody sees. */
  #redirection(character: string): void {
    if (this.#word && !this.#quoted && /^\d+$/.test(this.#word.text)) this.#word = undefined;
    this.#endWord();
    const rest = this.#text.slice(this.#at, this.#at + 80);
    const harmless = /^(?:[<>]|>>)(?:&\d+|[ \t]*\/dev\/null)(?=[ \t\n;&|]|$)/.exec(rest)?.[0];
    if (harmless !== undefined) {
      this.#at += harmless.length;
      return;
    }
    this.#altered = true;
    const document = /^<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n$`\\]*)"|([\w.-]+))(?=[ \t\n;&|>]|$)/.exec(rest);
    if (document) {
      const end = document[2] ?? document[3] ?? document[4] ?? "";
      this.#documents.push({ end, literal: document[4] === undefined, indented: document[1] !== "" });
      this.#at += document[0].length;
      this.#certain = false;
      return;
    }
    this.#dropNext = true;
    if (/^(?:<<|<\(|>\()/.test(rest)) this.#certain = false;
    while (this.#text.charAt(this.#at) === character || "&|".includes(this.#text.charAt(this.#at))) {
      if (this.#at >= this.#text.length) return;
      this.#at += 1;
    }
  }

  #append(text: string): void {
    if (this.#word) this.#word.text += text;
    else this.#word = { text, certain: true };
  }

  #doubt(): void {
    this.#append("");
    if (this.#word) this.#word.certain = false;
    this.#certain = false;
  }

  #endWord(): void {
    const word = this.#word;
    if (!word) return;
    const bare = !this.#quoted;
    this.#word = undefined;
    this.#quoted = false;
    if (this.#dropNext) {
      this.#dropNext = false;
      return;
    }
    if (this.#words.length === 0 && bare) {
      if (/^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.test(word.text)) {
        this.#altered = true;
        return;
      }
      if (reserved.has(word.text)) {
        this.#certain = false;
        this.#altered = true;
        return;
      }
    }
    this.#words.push(word);
  }

  #endCommand(): void {
    this.#endWord();
    if (this.#words.length > 0) this.#commands.push({ words: this.#words, altered: this.#altered });
    // An assignment, or a file emptied, without a program: nothing to match a rule with.
    else if (this.#altered) this.#certain = false;
    this.#words = [];
    this.#altered = false;
    this.#dropNext = false;
  }
}
