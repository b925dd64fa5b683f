import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../builders/directory.ts";
import { format } from "./harness/report.ts";
import { writeResults } from "./harness/results.ts";
import { isNoisy, type Row, verdict } from "./harness/row.ts";
import { median, quantile, ratios, spread } from "./harness/statistics.ts";
import { benches } from "./rows/list.ts";
import { testBenches } from "./smallest-scale.ts";

testBenches(benches.filter(({ opensWindows }) => opensWindows !== true));

test("a figure is told with its spread, and one that swings too much is called noisy", async () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 0.99)).toBeCloseTo(4.96);
  expect(median([])).toBeNaN();
  expect(spread([10, 10, 10])).toBe(0);
  expect(ratios([10, 30], [5, 10])).toEqual([2, 3]);
  expect([format(0.123, "×"), format(12.34, "ms"), format(1234.5, "/s"), format(8, "count")]).toEqual([
    "0.12 ×",
    "12.3 ms",
    "1235 /s",
    "8",
  ]);
  const row = (samples: number[], bar?: Row["bar"]): Row => ({
    bench: "b",
    what: "w",
    figure: { what: "f", unit: "ms", samples },
    from: [],
    ...(bar && { bar }),
  });
  expect([isNoisy(row([10, 11, 12])), isNoisy(row([1, 10, 30]))]).toEqual([false, true]);
  expect([
    verdict(row([5], { atMost: 5 })),
    verdict(row([6], { atMost: 5 })),
    verdict(row([6], { atLeast: 5 })),
    verdict(row([6])),
  ]).toEqual(["met", "missed", "met", "–"]);
  await using directory = await temporaryDirectory();
  const written = {
    startedAt: new Date(0),
    quick: true,
    loadBefore: [0, 0, 0],
    rows: [row([1, 10, 30], { atMost: 5 })],
  };
  const path = await writeResults(directory.path, written);
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({
    quick: true,
    machine: { node: process.version },
    rows: [{ median: 10, verdict: "missed", noisy: true, figure: { samples: [1, 10, 30] } }],
  });
});
