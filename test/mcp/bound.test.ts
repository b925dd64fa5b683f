import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compact, cutToBytes, fitted, fitting, oneLine, tidy, wireBytes } from "../../runner/mcp/bound.ts";

const row = (size: number, id: number) => ({ id, data: "x".repeat(size), line: "" });

test("rows are kept from the end that was asked for, and at least one is", () => {
  const rows = [1, 2, 3, 4].map((id) => row(100, id));
  const ids = (fit: { kept: { id: number }[] }) => fit.kept.map(({ id }) => id);
  const first = fitting(rows, "first", 250);
  expect([ids(first), first.leftOut]).toEqual([[1, 2], 2]);
  const last = fitting(rows, "last", 250);
  expect([ids(last), last.leftOut]).toEqual([[3, 4], 2]);
  expect(ids(fitting(rows, "first", 10))).toEqual([1]);
  expect(fitting([], "first", 10)).toEqual({ kept: [], leftOut: 0 });
});

test("an answer gets the longest texts with which it fits", () => {
  const make = (count: number) => {
    const texts = Array.from({ length: count }, () => "x".repeat(10_000));
    return fitted((limit) => ({ data: { limit, texts: tidy(texts, limit) }, text: "" }));
  };
  expect(make(5).data).toMatchObject({ limit: 4_000 });
  expect(make(30).data).toMatchObject({ limit: 1_500 });
  expect(make(400).data).toMatchObject({ limit: 100 });
});

test("hidden and reordering characters are gone from every text, keys included", () => {
  const hostile = "a\u001B[31mb\u202Ec\u200Bd\u{E0041}e\u0000f\r\ng\th";
  expect(tidy({ [hostile]: [hostile, { deep: hostile }], n: 1, no: null, yes: true }, 1_000)).toEqual({
    "abcdef\ng\th": ["abcdef\ng\th", { deep: "abcdef\ng\th" }],
    n: 1,
    no: null,
    yes: true,
  });
  expect(oneLine(`${hostile}\n\n# a heading`)).toBe("abcdef g h # a heading");
  expect(oneLine("x".repeat(300), 10)).toBe(`${"x".repeat(9)}…`);
});

test("a value of great breadth becomes the beginning of its JSON", () => {
  const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key ${index}`, index]));
  expect(compact({ a: 1 }, 100, 1_000)).toEqual({ a: 1 });
  const { cut } = compact(wide, 100, 1_000) as { cut: string };
  expect(cut.startsWith('{"key 0":0,')).toBe(true);
  expect(wireBytes(cut)).toBeLessThanOrEqual(1_000);
});

test("a text is cut to its bytes in JSON, whatever is in it", () => {
  expect(cutToBytes("short", 100)).toEqual({ text: "short", cut: false });
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 100, maxLength: 800 }), (text) => {
      const { text: kept, cut } = cutToBytes(text, 400);
      expect(wireBytes(kept)).toBeLessThanOrEqual(400);
      expect(cut).toBe(wireBytes(text) > 400);
      expect(kept.isWellFormed()).toBe(true);
    }),
  );
});
