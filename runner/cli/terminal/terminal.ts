import type { Host } from "../context.ts";
import { ansiPaint, noPaint, type Paint } from "./style.ts";

/** Where a command writes, and what that place can show. */
export interface Terminal {
  /** For what was asked for. */
  out(text: string): void;
  /** For notices, hints and errors. */
  note(text: string): void;
  readonly paint: Paint;
  /** Columns to fit into; null when nothing is to be cut, as in a pipe. */
  readonly columns: () => number | null;
  /** A line may be redrawn in place. */
  readonly live: boolean;
  /** Someone can be asked. */
  readonly interactive: boolean;
}

/** Symbols for a terminal whose locale cannot show them. Anything else outside ASCII becomes `?` there. */
const asciiSymbols: Record<string, string> = {
  "…": "~",
  "✓": "+",
  "✗": "x",
  "◆": "!",
  "◐": "*",
  "◷": ".",
  "○": "o",
  "●": "*",
  "■": "#",
  "−": "-",
  "·": "-",
  "→": ">",
  "│": "|",
  "─": "-",
};

export function toAscii(text: string): string {
  return text.replace(/[\u0080-\u{10FFFF}]/gu, (character) => asciiSymbols[character] ?? "?");
}

/** True when the environment names a locale and that locale is not UTF-8. A missing one says nothing. */
export function isNarrowLocale(environment: NodeJS.ProcessEnv): boolean {
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"] || "";
  return locale !== "" && !/utf-?8/i.test(locale);
}

export function openTerminal(host: Host, options: { noColor: boolean }): Terminal {
  const { stdout, stderr, env: environment } = host;
  const dumb = environment["TERM"] === "dumb";
  const colour = stdout.isTTY && !dumb && !options.noColor && !environment["NO_COLOR"];
  const encode = (stream: Host["stderr"]) => (text: string) => {
    stream.write(stream.isTTY && isNarrowLocale(environment) ? toAscii(text) : text);
  };
  return {
    out: encode(stdout),
    note: encode(stderr),
    paint: colour ? ansiPaint : noPaint,
    columns: () => (stdout.isTTY ? Math.max(20, stdout.columns || 80) : null),
    live: Boolean(stdout.isTTY) && !dumb,
    // Its input is looked at only then: merely touching it can keep a process from ending.
    interactive: Boolean(stdout.isTTY && host.stdin.isTTY),
  };
}
