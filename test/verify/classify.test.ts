import { expect, test } from "vitest";
import { classify, rank } from "../../runner/verify/classify.ts";
import { failingTests } from "../../runner/verify/failing-tests.ts";
import { normalise } from "../../runner/verify/fingerprint.ts";
import { rulesForChecks } from "../../runner/verify/known-rules.ts";
import { logLines } from "../../runner/verify/log-text.ts";

const failedTest = (seconds: string, directory: string, line: number) =>
  [
    `${directory}/tests/test_cart.py:${line}: AssertionError`,
    "E       assert 3 == 4",
    "=== short test summary info ===",
    "FAILED tests/test_cart.py::test_total - assert 3 == 4",
    `=== 1 failed, 4 passed in ${seconds}s ===`,
  ].join("\n");

test("nothing is said about output that no rule knows", () => {
  expect(classify("expected good", rulesForChecks)).toBeUndefined();
  expect(classify("", rulesForChecks)).toBeUndefined();
});

test("the failure's own words count, not what a test printed before", () => {
  const chatter = ["TypeError: 'NoneType' object is not iterable", failedTest("0.1", "/w", 3)].join("\n");
  expect(classify(chatter, rulesForChecks)?.class).toBe("python.test_failure");
});

test("what is nearer to the end wins among equals", () => {
  const names = "src/a.ts(1,1): error TS2304: Cannot find name 'x'.";
  const properties = "src/a.ts(1,1): error TS2339: Property 'x' does not exist on type 'Y'.";
  const filler = Array.from({ length: 20 }, (_, index) => `step ${index}`);
  expect(classify([names, ...filler, properties].join("\n"), rulesForChecks)?.class).toBe("ts.missing_property");
  expect(classify([properties, ...filler, names].join("\n"), rulesForChecks)?.class).toBe("ts.cannot_find_name");
});

test("the wrapper's last word never hides the cause", () => {
  const log =
    "src/a.ts(1,1): error TS2304: Cannot find name 'x'.\nnpm error Lifecycle script `build` failed with error:";
  const [best, ...others] = rank(logLines(log), rulesForChecks);
  expect(best?.rule.class).toBe("ts.cannot_find_name");
  expect(others.map(({ rule }) => rule.class)).toContain("npm.script_failed");
});

test("the fingerprint is the same in another worktree, at another time, on another line", () => {
  const first = classify(failedTest("0.03", "/data/worktrees/demo/wt_1", 12), rulesForChecks);
  const second = classify(failedTest("1.71", "/data/worktrees/demo/wt_2", 14), rulesForChecks);
  expect(first?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect(second?.fingerprint).toBe(first?.fingerprint);
  const other = classify(failedTest("0.03", "/w", 12).replaceAll("test_total", "test_discount"), rulesForChecks);
  expect(other?.fingerprint).not.toBe(first?.fingerprint);
});

test.each([
  ["/tmp/tmp.Xa3/build/src/a.c:12:5: error: x", "/a.c:<line>: error: x"],
  ["at 2026-05-04T10:08:11.123Z took 12.5ms in 0x7ffde0 (4,19)", "at <time> took <duration> in <address> (<line>)"],
  ['File "/home/a/b.py", line 31, in run', 'File "/b.py", line <line>, in run'],
  ["request 3f1c7a52-9a1b-4c1e-8f6e-0d2b3c4d5e6f pid=4711", "request <id> pid <number>"],
  ["expected 3 to be 4", "expected 3 to be 4"],
])("%s", (line, expected) => expect(normalise(line)).toBe(expected));

test("colours, progress and CI prefixes are not part of the words", () => {
  const log =
    "\u001b[31m2026-05-04T10:08:11.1234567Z error TS2304: Cannot find name 'x'.\u001b[0m\r\nloading 1%\rloading 100%\n";
  expect(logLines(log)).toEqual(["error TS2304: Cannot find name 'x'.", "loading 100%", ""]);
});

test("evidence is quoted in bounds, with what stands behind a match", () => {
  const errors = Array.from(
    { length: 90 },
    (_, index) => `a.c:${index}:1: error: 'x${index}' undeclared ${"y".repeat(900)}\n  here`,
  );
  const found = classify(errors.join("\n"), rulesForChecks);
  expect(found?.class).toBe("c.undeclared");
  expect(found?.evidence.length).toBeLessThanOrEqual(16);
  expect(found?.evidence.join("\n").length).toBeLessThanOrEqual(2_100);
  expect(found?.evidence[1]).toBe("  here");
});

test.each([
  ["pytest", "FAILED tests/test_a.py::test_b[x y] - assert 1 == 2", ["tests/test_a.py::test_b[x y]"]],
  ["unittest", "FAIL: test_sum (test_math.SumTest)", ["test_sum (test_math.SumTest)"]],
  ["jest", "  ● cart › adds up", ["cart › adds up"]],
  ["vitest", " FAIL  test/cart.test.ts > cart > adds up", ["test/cart.test.ts > cart > adds up"]],
  ["mocha", "  1 failing\n\n  1) cart\n       adds up:\n\n      AssertionError: 3", ["cart adds up"]],
  ["node:test", "not ok 1 - adds up\nnot ok 2 - later # TODO", ["adds up"]],
  ["go", "--- FAIL: TestTotal/empty (0.00s)", ["TestTotal/empty"]],
  ["cargo", "test tests::adds_up ... FAILED", ["tests::adds_up"]],
  ["surefire", "[ERROR]   CartTest.addsUp:12 expected:<4> but was:<3>", ["CartTest.addsUp"]],
  ["gradle", "shop.CartTest > addsUp() FAILED", ["shop.CartTest > addsUp()"]],
  ["dotnet", "  Failed CartTests.AddsUp [3 ms]", ["CartTests.AddsUp"]],
  ["rspec", "rspec ./spec/cart_spec.rb:4 # Cart adds up", ["./spec/cart_spec.rb:4"]],
  ["minitest", "CartTest#test_adds_up [cart_test.rb:6]:", ["CartTest#test_adds_up"]],
  ["PHPUnit", "1) Shop\\CartTest::testAddsUp", ["Shop\\CartTest::testAddsUp"]],
  ["ctest", "\t  2 - adds_up (Failed)", ["adds_up"]],
  ["googletest", "[  FAILED  ] Cart.AddsUp (0 ms)\n[  FAILED  ] Cart.AddsUp", ["Cart.AddsUp"]],
])("names of failed tests: %s", (_, log, expected) => expect(failingTests(logLines(log))).toEqual(expected));
