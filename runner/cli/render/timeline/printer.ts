import type { TimelineEvent } from "../../../../shared/events/catalogue.ts";
import { clean, cleanLine } from "../../terminal/clean.ts";
import { noPaint, type Paint } from "../../terminal/style.ts";
import { cut, fit, wrap } from "../../terminal/width.ts";
import { formatClock } from "../../../../shared/units.ts";
import { describeEvent } from "./describe.ts";
import { LiveState } from "./live-line.ts";
import type { TimelineRow } from "./row.ts";

export interface TimelineOptions {
  /** Columns to fit into; null cuts nothing. Read anew for each line, so that a resized terminal is obeyed. */
  columns: () => number | null;
  paint?: Paint;
  /** Minor events too: thoughts, single stage starts, usage, tool results. */
  verbose?: boolean;
}

const topicWidth = 10;
/** `10:05:12 ` and the topic with a space behind it. */
const margin = 9 + topicWidth + 1;
/** A line longer than this is nobody's prose; `--json` has it whole. */
const usualHeadLines = 3;
const eraseLine = "\r\u001B[2K";

/**
 * Prints a timeline as it comes in, one line per event behind a stable left column. With `live`, the last line of the
 * terminal shows what goes on; call `tick` now and then, and `close` at the end so that it goes away.
 */
export class TimelinePrinter {
  readonly #write: (text: string) => void;
  readonly #options: TimelineOptions & { live?: boolean; now?: () => number };
  readonly #state = new LiveState();
  #lineShown = "";

  constructor(write: (text: string) => void, options: TimelineOptions & { live?: boolean; now?: () => number }) {
    this.#write = write;
    this.#options = options;
  }

  print(event: TimelineEvent): void {
    const text = renderEvent(event, this.#state, this.#options);
    // Erasing and redrawing in one write: two would let the terminal show the gap between them.
    this.#emit(text, this.#liveText());
  }

  /** Any other text between the events, ending in a line end. */
  say(text: string): void {
    this.#emit(text, this.#liveText());
  }

  tick(): void {
    const line = this.#liveText();
    if (line !== this.#lineShown) this.#emit("", line);
  }

  close(): void {
    this.#emit("", "");
  }

  #liveText(): string {
    if (!this.#options.live) return "";
    const now = this.#options.now?.() ?? Date.now();
    const text = this.#state.text(now);
    // One column stays free: a full last line makes some terminals wrap and the erasing miss it.
    return text === null ? "" : cut(`  ${text}`, (this.#options.columns() ?? 80) - 1);
  }

  #emit(text: string, line: string): void {
    if (text === "" && line === this.#lineShown) return;
    const erase = this.#lineShown === "" ? "" : eraseLine;
    this.#lineShown = line;
    this.#write(erase + text + (this.#options.paint ?? noPaint)("dim", line));
  }
}

function renderEvent(event: TimelineEvent, state: LiveState, options: TimelineOptions): string {
  state.apply(event);
  const row = describeEvent(event, state.stageOf(event));
  if (row.minor && !options.verbose) return "";
  const columns = options.columns();
  const paint = options.paint ?? noPaint;
  const room = columns === null ? null : Math.max(20, columns - margin);
  const shown = cleanLine(row.text);
  const body = bodyLines(row, room);
  if (shown === "" && body.length === 0) return "";
  const [head = "", ...rest] = room === null ? [shown] : headLines(shown, room, row.headLines ?? usualHeadLines);
  const left = `${paint("dim", formatClock(event.at))} ${paint("blue", fit(cleanLine(row.topic), topicWidth))} `;
  const indent = " ".repeat(margin);
  return [
    (left + paint(row.tone, head)).trimEnd(),
    ...rest.map((line) => indent + paint(row.tone, line)),
    ...body.map((line) => (indent + paint(row.body?.tone, line)).trimEnd()),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function headLines(text: string, room: number, limit: number): string[] {
  const lines = wrap(text, room);
  if (lines.length <= limit) return lines;
  return [...lines.slice(0, limit - 1), cut(lines.slice(limit - 1).join(" "), room)];
}

function bodyLines({ body }: TimelineRow, room: number | null): string[] {
  if (!body) return [];
  const text = clean(body.text)
    .replace(/^\n+|\s+$/g, "")
    .replace(/\n{3,}/g, "\n\n");
  if (text === "") return [];
  const lines = room === null ? text.split("\n") : wrap(text, room - 2);
  const bar = (line: string) => `│ ${line}`.trimEnd();
  if (lines.length <= body.lines) return lines.map(bar);
  const note = `… ${lines.length - body.lines} more lines`;
  return body.keep === "head"
    ? [...lines.slice(0, body.lines).map(bar), bar(note)]
    : [bar(note), ...lines.slice(-body.lines).map(bar)];
}
