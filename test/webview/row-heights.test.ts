import fc from "fast-check";
import { expect, test } from "vitest";
import { RowHeights } from "../../webview/ui/row-heights.ts";

const keys = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `k${from + index}`);

test("knows where rows begin, measured or not", () => {
  const heights = new RowHeights();
  heights.reset(keys(0, 4), () => 10);
  expect([0, 1, 4].map((index) => heights.top(index))).toEqual([0, 10, 40]);
  expect(heights.measure(1, 30)).toBe(true);
  expect(heights.measure(1, 30)).toBe(false);
  expect([1, 2, 4].map((index) => heights.top(index))).toEqual([10, 40, 60]);
  expect([0, 9, 10, 39, 40, 59, 1_000].map((y) => heights.at(y))).toEqual([0, 0, 1, 1, 2, 3, 3]);
});

test("keeps what was measured when rows come after and before", () => {
  const heights = new RowHeights();
  heights.reset(keys(10, 12), () => 10);
  heights.measure(0, 25);
  heights.reset(keys(10, 15), () => 10);
  expect(heights.top(5)).toBe(65);
  heights.reset(keys(5, 15), () => 10);
  expect(heights.top(5)).toBe(50);
  expect(heights.top(6)).toBe(75);
});

test("there may be no rows", () => {
  const heights = new RowHeights();
  heights.reset([], () => 10);
  expect([heights.top(0), heights.at(100), heights.count]).toEqual([0, 0, 0]);
});

test("any order of changes leads to the sums of the heights", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("append" as const), by: fc.nat(80) }),
    fc.record({ kind: fc.constant("prepend" as const), by: fc.nat(80) }),
    fc.record({ kind: fc.constant("measure" as const), by: fc.nat(200) }),
    fc.record({ kind: fc.constant("ask" as const), by: fc.nat(200) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const heights = new RowHeights();
      const known = new Map<string, number>();
      let [from, to] = [1_000, 1_000];
      for (const { kind, by } of steps) {
        if (kind === "append") to += by;
        if (kind === "prepend") from -= by;
        if (kind === "append" || kind === "prepend") heights.reset(keys(from, to), () => 20);
        if (kind === "measure" && by < to - from && heights.count === to - from) {
          heights.measure(by, by + 1);
          known.set(`k${from + by}`, by + 1);
        }
        if (kind === "ask") heights.top(by);
      }
      const sum = keys(from, to).reduce((total, key) => total + (known.get(key) ?? 20), 0);
      expect(heights.top(heights.count)).toBe(heights.count === 0 ? 0 : sum);
    }),
  );
});
