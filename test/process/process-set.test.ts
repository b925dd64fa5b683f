import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { launch } from "../../runner/process/launch.ts";
import { environmentCarriesMark, markValue } from "../../runner/process/process-set.ts";
import { isAlive, parseStat, readStat, signalProcess } from "../../runner/process/process-stat.ts";
import { eventually, useBench } from "./support.ts";

const bench = useBench();
const tail = "S 1 22 33 0 -1 4194560 0 0 0 0 1 2 3 4 20 0 1 0 98765 1000";

test("a program's name cannot disturb the reading of its stat line", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const stat = parseStat(7, `7 (${name}) ${tail}`);
      expect(stat).toEqual({ pid: 7, state: "S", parent: 1, group: 22, session: 33, startTime: 98_765, cpuMs: 30 });
    }),
  );
  expect(parseStat(7, "")).toBeUndefined();
});

test.each([
  ["SPOOL_PROCESS=run-1\0", true],
  ["A=b\0SPOOL_PROCESS=run-1\0C=d\0", true],
  ["SPOOL_PROCESS=outer:run-1\0", true],
  ["SPOOL_PROCESS=run-1:inner\0", true],
  ["SPOOL_PROCESS=run-12\0", false],
  ["SPOOL_PROCESS=my-run-1\0", false],
  ["OTHER=run-1\0", false],
  ["NOT_SPOOL_PROCESS=run-1\0", false],
  ["A=x\nSPOOL_PROCESS=run-1\0", false],
  ["", false],
])("environment %j carries run-1: %s", (environment, carries) => {
  expect(environmentCarriesMark(environment, "run-1")).toBe(carries);
});

test("a runner under another one's mark passes it on", () => {
  expect(markValue("inner", "outer")).toBe("outer:inner");
  expect(environmentCarriesMark(`SPOOL_PROCESS=${markValue("inner", "outer")}\0`, "outer")).toBe(true);
  expect(markValue("inner", undefined)).toBe("inner");
});

test("this process is alive by its pid and start time only, and a mismatch is not signalled", () => {
  const own = readStat(process.pid);
  const startTime = own?.startTime ?? 0;
  expect(isAlive({ pid: process.pid, startTime })).toBe(true);
  expect(isAlive({ pid: process.pid, startTime: startTime + 1 })).toBe(false);
  expect(signalProcess({ pid: process.pid, startTime: startTime + 1 }, "SIGKILL")).toBe(false);
  expect(signalProcess({ pid: 1, startTime: readStat(1)?.startTime ?? 0 }, "SIGKILL")).toBe(false);
});

test.skipIf(process.getuid?.() === 0)(
  "a process whose environment cannot be read is found by its relatives",
  async () => {
    const unreadable = join(bench.folder, "sleep");
    copyFileSync("/bin/sleep", unreadable);
    chmodSync(unreadable, 0o111);
    const running = bench.keep(await launch(bench.spec(["sh", "-c", `${unreadable} 300 & echo $! >pid; wait`])));
    const pid = await eventually(
      () => Number(readOrEmpty(join(bench.folder, "pid"))),
      (value) => value > 0 && isUnreadable(value),
    );
    expect((await running.sweep()).map((member) => member.pid)).toContain(pid);
    expect(await running.stop({ graceMs: 0 })).toMatchObject({ survivors: [] });
    expect(readStat(pid)).toBeUndefined();
  },
);

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function isUnreadable(pid: number): boolean {
  try {
    readFileSync(`/proc/${pid}/environ`);
    return false;
  } catch {
    return true;
  }
}
