import { plainLine } from "../plain-line.ts";

export interface SelectedText {
  /** As the person knows the file: its path in the workspace. */
  path: string;
  /** From 1. */
  firstLine: number;
  lastLine: number;
  language: string;
  text: string;
}

export function selectionName({ path, firstLine, lastLine }: SelectedText): string {
  const lines = firstLine === lastLine ? `${firstLine}` : `${firstLine}-${lastLine}`;
  return `${plainLine(path)}:${lines}`;
}

/** The selection as a fenced block that an agent can find again; the fence is longer than any inside the text. */
export function selectionBlock(selected: SelectedText): string {
  const longest = Math.max(2, ...[...selected.text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${selectionName(selected)}\n${fence}${selected.language}\n${selected.text.replace(/\n$/, "")}\n${fence}`;
}
