import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "../build.ts";

interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
}

const folder = await mkdtemp(join(tmpdir(), "spool-results-"));
try {
  const report = join(folder, "results.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const options = { cwd: root, preferLocal: true, stdio: "inherit", reject: false } as const;
  const result = await execa("vitest", ["run", ...reporters, ...process.argv.slice(2)], options);
  // One plain line for whoever reads only the end: a build server, or a person in a hurry.
  const text = await readFile(report, "utf8").catch(() => undefined);
  if (text !== undefined) {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(text) as Counts;
    process.stdout.write(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
  }
  process.exitCode = result.failed ? (result.exitCode ?? 1) : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}
