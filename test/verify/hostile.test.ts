import { expect, test } from "vitest";
import { classify } from "../../runner/verify/classify.ts";
import { failingTests } from "../../runner/verify/failing-tests.ts";
import { normalise } from "../../runner/verify/fingerprint.ts";
import { rulesForAgents, rulesForChecks } from "../../runner/verify/known-rules.ts";
import { logLines, longestLine, longestLog } from "../../runner/verify/log-text.ts";

/** Pieces from which lines are built that nearly match: what makes a pattern backtrack is its own alphabet, repeated. */
const pieces = [
  "a",
  " ",
  "\t",
  ":",
  "1:",
  "1:1: ",
  ".",
  "/",
  "/a",
  "\\a",
  "(",
  "[",
  "'",
  '"',
  "=",
  "-",
  "0",
  "x.go:1:1: ",
  "x.py:1:1: ",
  "error: ",
  "error TS",
  "Error: ",
  "FAILED ",
  "FAIL  ",
  "● ",
  " › ",
  " > ",
  "not ok 1 - ",
  "--- FAIL: ",
  "model ",
  "policy ",
  "Because depends on ",
  "Coverage for a (",
  "coverage threshold for ",
  "Could not find ",
  "sh: ",
  "env: ",
  "wrong ",
  "npm error ",
  "E   ",
  "test ",
  "thread '",
  " Time elapsed:",
  "0x0",
  "1.1.",
  "a-b",
  "__",
  "@+~-/",
  "é",
  "\u{1f4a5}",
  "[ERROR] ",
  "1) ",
  "::",
];

/** Milliseconds that one line of the longest allowed length may take for all rules together. Linear ones take about 0.1. */
const perLine = 40;

/** Of several tries when the first was long: another process may have had the processor, a bad pattern is slow each time. */
function shortest(work: () => void): number {
  let best = Infinity;
  for (let tries = 0; tries < 6 && best > perLine; tries += 1) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

test("no pattern backtracks without bound on lines made of its own words", () => {
  const slow: string[] = [];
  for (const one of pieces) {
    for (const other of ["", "!", ...pieces.slice(0, 12)]) {
      const line = `${(one + other).repeat(longestLine)}\u0001`.slice(0, longestLine - 1) + "\u0002";
      const took = shortest(() => {
        for (const rule of [...rulesForChecks, ...rulesForAgents]) {
          rule.matches(line);
          rule.concludes(line);
        }
        normalise(line);
        failingTests([line]);
      });
      if (took > perLine) slow.push(`${JSON.stringify(one + other)} took ${took.toFixed(0)} ms`);
    }
  }
  expect(slow).toEqual([]);
});

test("a log of any size costs what its end costs", () => {
  const line = "x.py:1:1: error: FAILED ● a › b > c (1) [1,2] \u001b[31m".repeat(40);
  const log = `${line}\n`.repeat(40_000);
  const began = performance.now();
  const lines = logLines(log);
  classify(log, rulesForChecks);
  expect(lines.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(longestLog);
  expect(performance.now() - began).toBeLessThan(3_000);
});

test.each([
  ["one endless line", "x".repeat(5_000_000)],
  ["only line ends", "\n".repeat(1_000_000)],
  ["control characters", "\u001b[".repeat(200_000)],
  ["lone surrogates", "\ud800".repeat(10_000)],
  ["nulls", "\0".repeat(100_000)],
])("%s", (_, log) => {
  expect(classify(log, rulesForChecks)).toBeUndefined();
});

test("a look at the whole text does not take longer than one at its lines", () => {
  for (const line of ["a.py:1:1: ", "\t \t", "● ", "error: ", "FAILED ", "'", "1) x\n\n"]) {
    const text = logLines(`${line.repeat(40)}\n`.repeat(3_000)).join("\n");
    const began = performance.now();
    for (const rule of rulesForChecks) rule.mayApply(text);
    expect(performance.now() - began, JSON.stringify(line)).toBeLessThan(1_000);
  }
});
