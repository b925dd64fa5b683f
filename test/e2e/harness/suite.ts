import { afterAll, beforeAll } from "vitest";
import { type Bench, startBench } from "./bench.ts";
import type { VsCodeOptions } from "./vscode.ts";
import type { WindowOptions } from "./window.ts";

/** One window for all tests of a suite, since each takes seconds; opened before the first, closed after the last. */
export function useBench(options: VsCodeOptions & WindowOptions): () => Bench {
  let bench: Bench | undefined;
  beforeAll(async () => {
    bench = await startBench(options);
  });
  afterAll(async () => {
    await bench?.[Symbol.asyncDispose]();
  });
  return () => {
    if (!bench) throw new Error("the window is opened before the first test, not before the suite is described");
    return bench;
  };
}
