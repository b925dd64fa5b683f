import { expect, test } from "vitest";
import { tellingLine } from "../../runner/engine/steps.ts";

test.each([
  [["✖ takes a discount off", "  AssertionError [ERR_ASSERTION]: Expected values", "    expected: 899,", "  }"], 1],
  [["not ok 2 - takes a discount off", "  ---", "  expected: 899", "  ..."], 0],
  [["FAIL src/a.test.js", "Tests: 1 failed, 2 total", "Time: 1 s"], 0],
  [["warning: unused", "error[E0308]: mismatched types", "  --> src/main.rs:1:1"], 1],
  [["expected good", "", "done"], 0],
  [["one", "two"], 1],
  [["Traceback (most recent call last):", "ValueError: no such thing"], 1],
] as const)("of %j line %i says why", (lines, index) => {
  expect(tellingLine(lines)).toBe(lines[index]);
});

test("of nothing, nothing", () => {
  expect(tellingLine([])).toBeUndefined();
});
