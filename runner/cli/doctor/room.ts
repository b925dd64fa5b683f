import { execa } from "execa";
import { join } from "node:path";
import type { SpoolConfig } from "../../config/config.ts";
import { formatSize } from "../../../shared/units.ts";
import { type Finding, ok } from "./check.ts";

const dayMs = 86_400_000;

/** What worktrees, logs and artifacts take, and how that is bounded. */
export async function checkRoom(runtime: SpoolConfig["runtime"]): Promise<Finding[]> {
  const { diskQuotaBytes, retention } = runtime;
  const days = (ms: number) => `${Math.round(ms / dayMs)} d`;
  const parts: [string, string, string][] = [
    ["worktrees", runtime.worktreeRoot, diskQuotaBytes === null ? "no limit" : `at most ${formatSize(diskQuotaBytes)}`],
    [
      "logs",
      join(runtime.dataDirectory, "runs"),
      `kept ${days(retention.runLogsMs)}${retention.runLogsBytes === null ? "" : `, at most ${formatSize(retention.runLogsBytes)}`}`,
    ],
    [
      "artifacts",
      runtime.artifactRoot,
      retention.artifactsMs === null ? "kept" : `kept ${days(retention.artifactsMs)} after archiving`,
    ],
  ];
  const sizes = await Promise.all(parts.map(([, path]) => sizeOf(path)));
  const told = parts.flatMap(([name, , bound], index) => {
    const size = sizes[index];
    return size === null || size === undefined ? [] : [`${name} ${formatSize(size)} (${bound})`];
  });
  return told.length === 0 ? [] : [ok("room taken", told.join("; "))];
}

/** Null where there is nothing yet, and where counting takes too long. */
async function sizeOf(path: string): Promise<number | null> {
  const options = { reject: false, timeout: 5_000, stdin: "ignore", env: { LC_ALL: "C" } } as const;
  const { stdout } = await execa("du", ["--summarize", "--block-size=1", "--one-file-system", path], options);
  const size = /^(\d+)\t/.exec(stdout)?.[1];
  return size === undefined ? null : Number(size);
}
