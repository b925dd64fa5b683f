import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchContext, Scale } from "./harness/bench.ts";
import { reportRows } from "./harness/report.ts";
import type { Row } from "./harness/row.ts";

/** Runs the benches one after the other, each in a directory of its own, and shows each one's rows as they come. */
export async function runBenches(
  benches: readonly Bench[],
  options: { scale: Scale; show(text: string): void; progress(text: string): void },
): Promise<Row[]> {
  const { scale, show, progress } = options;
  const all: Row[] = [];
  for (const bench of benches) {
    const directory = await mkdtemp(join(tmpdir(), "spool-bench-"));
    const context: BenchContext = {
      scale,
      directory,
      pick: (full, quick, tiny) => ({ full, quick, tiny })[scale],
      say: (text) => progress(`${bench.name}: ${text}`),
    };
    const began = performance.now();
    try {
      const rows = await bench.run(context);
      all.push(...rows);
      const seconds = Math.round((performance.now() - began) / 1000);
      show(`${bench.name}: ${bench.what} (${seconds} s, load ${loadavg()[0]?.toFixed(1)})`);
      show(`${reportRows(rows)}\n`);
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return all;
}
