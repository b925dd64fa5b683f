import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type Bench, startBench } from "./bench.ts";
import { startBrowser } from "./browser.ts";
import type { VsCodeOptions } from "./vscode.ts";
import type { WindowOptions } from "./window.ts";

/** One window for all tests of a suite, since each takes seconds; opened before the first, closed after the last. */
export function useBench(options: VsCodeOptions & WindowOptions): () => Bench {
  return useOne(() => startBench(options));
}

/** One browser for all tests of a suite that shows screens in plain pages. */
export function useBrowser(): () => Browser {
  const started = useOne(startBrowser);
  return () => started().browser;
}

function useOne<Started extends AsyncDisposable>(start: () => Promise<Started>): () => Started {
  let started: Started | undefined;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(async () => {
    await started?.[Symbol.asyncDispose]();
  });
  return () => {
    if (!started) throw new Error("it is started before the first test, not before the suite is described");
    return started;
  };
}
