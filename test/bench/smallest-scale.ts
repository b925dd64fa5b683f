import { expect, test } from "vitest";
import type { Bench } from "./harness/bench.ts";
import { median } from "./harness/statistics.ts";
import { runBenches } from "./run.ts";

/** A test of each bench that shows that it works, and nothing of how fast anything is. */
export function testBenches(benches: readonly Bench[]): void {
  const usual = benches.filter(({ onDemand }) => onDemand !== true);
  test.for(usual)("the bench $name measures something on the smallest scale", { timeout: 120_000 }, async (bench) => {
    const shown: string[] = [];
    const show = (text: string) => shown.push(text);
    const rows = await runBenches([bench], { scale: "tiny", show, progress: () => undefined });
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(median(row.figure.samples), row.what).toBeGreaterThan(0);
      expect(shown.join("\n")).toContain(row.what);
    }
  });
}
