import { stripVTControlCharacters } from "node:util";

/** Characters of a log's end that are looked at: what a tool says last, it says there. */
export const longestLog = 64 * 1024;
export const longestLine = 500;
const mostLines = 3_000;

/** What CI systems and task runners put before a tool's own words. */
const prefix =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]{8,20}Z? |#\d{1,4} \d{1,6}\.\d{1,4} |##?\[(?:error|warning|group|debug)\]|\[?\d\d:\d\d:\d\d\]? ){1,2}/;

/**
 * The end of a log as plain lines: no colours, of a progress line only its last state, no line too long for a pattern. Linear in
 * what is kept, whatever the log holds.
 */
export function logLines(text: string): string[] {
  const end = text.length > longestLog ? text.slice(-longestLog) : text;
  const lines = end.split("\n").slice(-mostLines);
  return lines.map(plainLine);
}

function plainLine(raw: string): string {
  // Cut before anything is looked at; what follows may at most shorten it.
  const cut = raw.length > 4 * longestLine ? raw.slice(0, 4 * longestLine) : raw;
  const shown = stripVTControlCharacters(cut).trimEnd();
  const last = shown.slice(shown.lastIndexOf("\r") + 1);
  return last.replace(prefix, "").slice(0, longestLine);
}
