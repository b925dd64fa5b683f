import type { TimelineEvent } from "../../../../shared/events/catalogue.ts";
import type { Tone } from "../../terminal/style.ts";

/** One event in words. Texts are as they came: the printer cleans them. */
export interface TimelineRow {
  /** Left column behind the time: the stage, or what the event is about. */
  topic: string;
  text: string;
  /** Most lines that the text may take. */
  headLines?: number;
  tone?: Tone | undefined;
  /** Lines below it, indented; which end is kept when they are many. */
  body?: { text: string; lines: number; keep: "head" | "tail"; tone?: Tone | undefined } | undefined;
  /** Left out unless everything is asked for. */
  minor?: boolean;
}

export type EventOf<Prefix extends string> = Extract<TimelineEvent, { type: `${Prefix}.${string}` }>;

/** Body from a text whose first line is already the row. */
export function restOf(text: string, lines: number, tone?: Tone): TimelineRow["body"] {
  const rest = text.trim().split("\n").slice(1).join("\n");
  return rest.trim() === "" ? undefined : { text: rest, lines, keep: "head", tone };
}

export function headOf(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
