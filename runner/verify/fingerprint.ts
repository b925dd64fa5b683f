import { createHash } from "node:crypto";
import { failingTests } from "./failing-tests.ts";

const mostLines = 40;

/**
 * Names a failure: its class, and the tests that failed, or where no test is named the lines that matched, without what
 * differs from run to run.
 */
export function fingerprintOf(kind: string, lines: readonly string[], hits: readonly number[]): string {
  const tests = failingTests(lines);
  return fingerprintOfSigns(kind, tests.length > 0 ? tests : hits.map((hit) => normalise(lines[hit] ?? "")));
}

/** `signs`: names of failed tests, or lines without what changes. */
export function fingerprintOfSigns(kind: string, signs: readonly string[]): string {
  const distinct = [...new Set(signs)].toSorted().slice(0, mostLines);
  return createHash("sha256")
    .update([kind, ...distinct].join("\n"))
    .digest("hex")
    .slice(0, 16);
}

const changing: readonly [RegExp, string][] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?/g, "<time>"],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, "<time>"],
  [/\b0x[0-9a-f]{2,16}\b/gi, "<address>"],
  [/(?:\b[A-Z]:)?(?:[\\/][\w.@+~-]{1,100}){1,40}[\\/](?=[\w.@+~-])/g, "/"],
  [/\b[0-9a-f]{12,64}\b/gi, "<hash>"],
  [/\b\d+(?:\.\d+)?\s?(?:ms|µs|us|ns|s|sec|seconds|minutes|m)\b/g, "<duration>"],
  [/(?::\d{1,7}){1,2}(?=[:)\],\s-]|$)/g, ":<line>"],
  [/\(\d{1,7}(?:,\d{1,7})?\)/g, "(<line>)"],
  [/\[\d{1,7},\d{1,7}\]/g, "[<line>]"],
  [/\bline \d{1,7}\b/g, "line <line>"],
  [/\b(pid|process|port|thread|goroutine)[ :=#]{1,3}\d{1,10}\b/gi, "$1 <number>"],
  [/\s+/g, " "],
];

/** A line without paths to it, line numbers, durations, addresses, times and ids. */
export function normalise(line: string): string {
  return changing.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line).trim();
}
