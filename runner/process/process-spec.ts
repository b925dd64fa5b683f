import type { SandboxPlan } from "./sandbox.ts";

export type ProcessInput =
  | { kind: "none" }
  /** The whole input; the command reads end of file after it. Kept in the process's directory, owner-only. */
  | { kind: "content"; content: string }
  /** Lines are sent while it runs, see `SupervisedProcess.send`. */
  | { kind: "stream" };

/** Limits of each single process of the set, set hard. Core dumps are always off: they would hold secrets. */
export interface ProcessLimits {
  openFiles?: number;
  /** Processes; the kernel counts all of the user's, also outside the set. */
  processes?: number;
  cpuSeconds?: number;
  /** Bytes; counts for the recorded output as well. Rounded up to 512. */
  fileSize?: number;
  /** Bytes; rounded up to 1024. */
  addressSpace?: number;
}

export interface ProcessSpec {
  /** Absolute; this process's own. Created owner-only by `launch`; all state of the process lives in it. */
  directory: string;
  /** Unique over all processes of this machine. Letters, digits, `.`, `_`, `-`. */
  mark: string;
  argv: string[];
  /** Absolute, must exist. */
  cwd: string;
  /** Complete: nothing is inherited. Never written to disk. Names must be shell identifiers. */
  environment: Record<string, string>;
  stdin: ProcessInput;
  sandbox: SandboxPlan;
  limits?: ProcessLimits;
}

/** Names one process for ever: a pid alone is recycled, and start times begin again with each boot. */
export interface ProcessIdentity {
  /** The supervisor: leader of the session and of the process group. */
  pid: number;
  /** Clock ticks since boot, field 22 of `/proc/<pid>/stat`. */
  startTime: number;
  bootId: string;
  /** Epoch milliseconds. */
  startedAt: number;
}

/** How the command itself ended. Exactly one of `code` and `signal` is set. */
export interface ExitRecord {
  code: number | null;
  /** A status of 128 + n counts as signal n: a shell cannot tell the two apart. */
  signal: NodeJS.Signals | null;
  /** Epoch milliseconds. */
  endedAt: number;
}

/** `vanished`: the supervisor is gone and left no exit record. Members of its set may live: `stop` ends them. */
export type ProcessStatus = "running" | ExitRecord | "vanished";

export interface OutputChunk {
  /** Of the first byte, from the beginning of the stream. */
  offset: number;
  bytes: Uint8Array;
}

export type OutputStream = "stdout" | "stderr";
