import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { PreflightUnable } from "../../../runner/gates/preflight/unable.ts";
import { Repository } from "./repository.ts";

/** Some megabytes that take a while. */
function largeRange(on: Repository, commits: number): void {
  for (let index = 0; index < commits; index += 1) {
    const line = `const value${index} = compute("${index}", { password: options.password, token });\n`;
    on.commit({ [`src/file-${index}.ts`]: line.repeat(10_000) });
  }
}

test("while a large range is looked at, the event loop goes on", async () => {
  using on = new Repository();
  largeRange(on, 10);
  const histogram = monitorEventLoopDelay({ resolution: 5 });
  histogram.enable();
  const report = await on.check({ maxFileBytes: 10 << 20 });
  histogram.disable();
  expect(report).toMatchObject({ commits: 10, findings: [] });
  expect(report.bytes).toBeGreaterThan(6_000_000);
  // What it took in one piece in the caller's own thread would be most of that time.
  expect(report.durationMs).toBeGreaterThan(500);
  expect(histogram.percentile(99) / 1e6).toBeLessThan(report.durationMs / 4);
  expect(histogram.mean / 1e6).toBeLessThan(30);
});

test("it can be called off, and ends at once", async () => {
  using on = new Repository();
  largeRange(on, 10);
  const controller = new AbortController();
  const checking = on.check({ maxFileBytes: 10 << 20 }, controller.signal);
  const failed = expect(checking).rejects.toThrow("enough");
  await delay(50);
  controller.abort(new Error("enough"));
  await failed;
  await expect(on.check({}, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
});

test("what is not done in time is a no", async () => {
  using on = new Repository();
  largeRange(on, 3);
  const checking = on.check({ timeoutMs: 20 });
  await expect(checking).rejects.toThrow(PreflightUnable);
  await expect(checking).rejects.toThrow(/^not done within/);
});

test("a repository that is not there is a no, in words", async () => {
  const on = new Repository();
  on.commit({ "a.txt": "a\n" });
  const head = on.git("rev-parse", "HEAD");
  on[Symbol.dispose]();
  const { checkRange } = await import("../../../runner/gates/preflight/preflight.ts");
  const { plainRules } = await import("./repository.ts");
  const range = { kind: "commits", head, exclude: [on.base] } as const;
  await expect(checkRange({ git: { directory: on.path }, range, rules: plainRules })).rejects.toThrow(PreflightUnable);
});
