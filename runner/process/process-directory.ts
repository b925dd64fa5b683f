import { existsSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { SpoolError } from "../../shared/errors.ts";
import type { ExitRecord, OutputStream, ProcessIdentity } from "./process-spec.ts";

/** The files of one process. The supervisor script writes `pid`, `feeder` and `exit`, the runner all others. */
export const fileNames = {
  record: "record.json",
  lock: "lock",
  pid: "pid",
  exit: "exit",
  stdout: "out",
  stderr: "err",
  input: "in",
  sent: "sent.jsonl",
  closed: "closed",
  feeder: "feeder",
  gate: "gate",
} as const;

export function outputPath(directory: string, stream: OutputStream): string {
  return join(directory, fileNames[stream]);
}

const recordSchema = z.object({
  version: z.literal(1),
  mark: z.string(),
  argv: z.array(z.string()),
  cwd: z.string(),
  stdin: z.enum(["none", "content", "stream"]),
  sandbox: z.enum(["bubblewrap", "namespace", "none"]),
});

/** What a later runner needs to take the process over. Holds no environment: its values may be secrets. */
export type ProcessRecord = z.infer<typeof recordSchema>;

/**
 * Writes the record unless there is one, and returns the one that counts. A link and not a rename: of two launchers
 * exactly one defines what this directory is.
 */
export function claimDirectory(directory: string, record: ProcessRecord): ProcessRecord {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, fileNames.record);
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    unlinkSync(draft);
  }
  return readRecord(directory) ?? record;
}

export function readRecord(directory: string): ProcessRecord | undefined {
  const text = readIfThere(join(directory, fileNames.record));
  if (text === undefined) return undefined;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SpoolError("corrupt_data", `the process record in ${directory} cannot be read`, { cause });
  }
}

/** `refused`: this directory was closed before anything started in it, and nothing ever will. */
export function readIdentity(directory: string): ProcessIdentity | "refused" | undefined {
  const path = join(directory, fileNames.pid);
  const text = readIfThere(path);
  // A line without its end is still being written.
  if (!text?.endsWith("\n")) return undefined;
  if (text === refusal) return "refused";
  const match = /^(\d+) (\d+) (\S+)\n$/.exec(text);
  if (!match) throw new SpoolError("corrupt_data", `the process id in ${directory} cannot be read`);
  const [, pid, startTime, bootId = ""] = match;
  return { pid: Number(pid), startTime: Number(startTime), bootId, startedAt: modifiedAt(path) };
}

/** What stands in `pid` of a directory in which nothing may start. */
export const refusal = "refused\n";

export function readExit(directory: string): ExitRecord | undefined {
  const path = join(directory, fileNames.exit);
  // Asked on each change of a running process, where an exception every time would be dear.
  if (!existsSync(path)) return undefined;
  const match = /^(\d+)\n$/.exec(readIfThere(path) ?? "");
  if (!match) return undefined;
  const status = Number(match[1]);
  const signal = status > 128 ? signalNames.get(status - 128) : undefined;
  return { code: signal ? null : status, signal: signal ?? null, endedAt: modifiedAt(path) };
}

const signalNames = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name as NodeJS.Signals]),
);

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function modifiedAt(path: string): number {
  return Math.round(statSync(path).mtimeMs);
}
