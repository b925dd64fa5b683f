import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect } from "vitest";
import type { ProcessSpec } from "../../runner/process/process-spec.ts";
import type { SupervisedProcess } from "../../runner/process/supervised-process.ts";
import type { SandboxPlan } from "../../runner/process/sandbox.ts";

export const noSandbox: SandboxPlan = { level: "none", argv: [], reasons: [] };

export interface Bench {
  readonly folder: string;
  /** A spec in a directory of its own, with a mark that the leak check knows. */
  spec(argv: string[], parts?: Partial<ProcessSpec>): ProcessSpec;
  /** Closes it when the test is over. */
  keep(opened: SupervisedProcess | undefined): SupervisedProcess;
}

/** A fresh folder for each test; afterwards no process that carries one of its marks may live. */
export function useBench(): Bench {
  let folder = "";
  let prefix = "";
  let count = 0;
  let opened: SupervisedProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "spool-process-"));
    prefix = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
    opened = [];
  });
  afterEach(async () => {
    for (const each of opened) each.close();
    const left = await eventually(
      () => carriers(prefix),
      (pids) => pids.length === 0,
      2000,
    ).catch(() => carriers(prefix));
    for (const pid of left) process.kill(pid, "SIGKILL");
    await rm(folder, { recursive: true, force: true });
    expect(left, "processes left behind").toEqual([]);
  });
  return {
    get folder() {
      return folder;
    },
    spec: (argv, parts = {}) => ({
      directory: join(folder, `process ${++count}`),
      mark: `${prefix}-${count}`,
      argv,
      cwd: folder,
      environment: { PATH: "/usr/bin:/bin" },
      stdin: { kind: "none" },
      sandbox: noSandbox,
      ...parts,
    }),
    keep: (each) => {
      if (!each) throw new Error("there is no process");
      opened.push(each);
      return each;
    },
  };
}

/** Looked up independently of the code under test. */
export function carriers(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const alive = !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
        return alive && pid !== process.pid && readFileSync(`/proc/${pid}/environ`, "latin1").includes(text);
      } catch {
        return false;
      }
    });
}

export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  isGood: (value: Value) => boolean,
  deadlineMs = 10_000,
): Promise<Value> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await look();
    if (isGood(value)) return value;
    if (Date.now() > deadline) throw new Error(`not in time, last seen: ${JSON.stringify(value)}`);
    await delay(5);
  }
}

export function misbehave(way: string, ...more: string[]): string[] {
  return ["sh", join(import.meta.dirname, "fixtures/misbehave.sh"), way, ...more];
}

/** All of a stream until its end. */
export async function readAll(
  from: SupervisedProcess,
  stream: "stdout" | "stderr" = "stdout",
  offset = 0,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let expected = offset;
  for await (const { offset: at, bytes } of from.tail(stream, offset)) {
    expect(at).toBe(expected);
    expected += bytes.length;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** Resolves once the stream holds the text. */
export async function untilSaid(from: SupervisedProcess, text: string): Promise<void> {
  let said = "";
  const signal = AbortSignal.timeout(10_000);
  for await (const { bytes } of from.tail("stdout", 0, { signal })) {
    said += Buffer.from(bytes).toString("latin1");
    if (said.includes(text)) return;
  }
  throw new Error(`it ended without saying ${text}: ${said.slice(-200)}`);
}
