import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { isNoisy, type Row, verdict } from "./row.ts";
import { median, spread } from "./statistics.ts";

/** What a figure means nothing without. */
export function machine() {
  return {
    processors: cpus().length,
    model: cpus()[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    git: execFileSync("git", ["version"], { encoding: "utf8" }).trim(),
    loadAverage: loadavg().map((value) => Math.round(value * 100) / 100),
  };
}

/** Writes everything that was measured, each sample, to a file of its own below `directory`; returns its path. */
export async function writeResults(
  directory: string,
  run: { startedAt: Date; quick: boolean; loadBefore: number[]; rows: Row[] },
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${run.startedAt.toISOString().replaceAll(":", "-")}.json`);
  const rows = run.rows.map((row) => ({
    ...row,
    median: median(row.figure.samples),
    spread: spread(row.figure.samples),
    verdict: verdict(row),
    noisy: isNoisy(row),
  }));
  const text = JSON.stringify({ ...run, machine: machine(), rows }, undefined, 1);
  await writeFile(path, `${text}\n`);
  return path;
}
