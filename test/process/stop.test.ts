import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { attach } from "../../runner/process/attach.ts";
import { launch } from "../../runner/process/launch.ts";
import { currentBootId, isAlive, readStat } from "../../runner/process/process-stat.ts";
import { carriers, eventually, misbehave, readAll, untilSaid, useBench } from "./support.ts";

const bench = useBench();

test("a polite command gets TERM, cleans up and its own exit code is kept", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("polite"), { stdin: { kind: "stream" } })));
  await untilSaid(running, "ready");
  expect(await running.stop()).toMatchObject({ method: "terminated", survivors: [] });
  expect(running.status()).toMatchObject({ code: 5, signal: null });
  expect((await readAll(running)).toString()).toBe("ready\nbye\n");
});

test.each(["ignores-term", "forks", "bomb", "setsid", "naked-child", "closes-stdin"])(
  "stop leaves nothing of a command that %s",
  async (way) => {
    const spec = bench.spec(misbehave(way), { stdin: { kind: "stream" } });
    const running = bench.keep(await launch(spec));
    await untilSaid(running, "ready");
    const proof = await running.stop({ graceMs: 100 });
    expect(proof).toMatchObject({ survivors: [], sandbox: "none" });
    expect(proof.found).toBeGreaterThan(0);
    expect(carriers(spec.mark)).toEqual([]);
    expect(running.status()).not.toBe("running");
    expect((await readAll(running, "stderr")).toString()).toBe("");
  },
);

test("a chatty and a silent command are stopped alike", async () => {
  const chatty = bench.keep(await launch(bench.spec(misbehave("chatty"))));
  const silent = bench.keep(await launch(bench.spec(misbehave("silent"))));
  await untilSaid(chatty, "line 1000\n");
  const [one, other] = await Promise.all([chatty.stop(), silent.stop()]);
  expect(one.survivors).toEqual([]);
  expect(other.survivors).toEqual([]);
});

test("a set that renews itself faster than it can be looked at is given up at the deadline, and said to survive", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("chain"))));
  await untilSaid(running, "ready");
  const proof = await running.stop({ graceMs: 50, killMs: 1000 });
  expect(proof.durationMs).toBeLessThan(4000);
  await eventually(
    () => running.sweep(),
    (left) => left.length === 0,
    20_000,
  );
});

test("stopping again, twice at once, or after the end does no harm", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("silent"))));
  const [one, other] = await Promise.all([running.stop(), running.stop()]);
  expect(one).toBe(other);
  expect(await running.stop()).toMatchObject({ method: "already_empty", found: 0, signalled: [], survivors: [] });
});

test("a daemon left by a command that ended keeps the tail open until it is reaped", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("daemon"))));
  expect(await running.wait()).toMatchObject({ code: 0 });
  const reading = readAll(running);
  expect(await running.sweep()).not.toEqual([]);
  expect(await running.reap()).toMatchObject({ method: "killed", survivors: [] });
  expect((await reading).toString()).toBe("done\n");
  expect(running.status()).toMatchObject({ code: 0 });
});

test("a command that runs is not reaped", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("silent"))));
  await expect(running.reap()).rejects.toMatchObject({ code: "illegal_transition" });
  await running.stop();
});

test("without a sandbox a daemon that left its session and cleared its environment escapes", async () => {
  const file = join(bench.folder, "naked");
  const running = bench.keep(await launch(bench.spec(misbehave("naked-daemon", file))));
  await running.wait();
  const pid = Number(readFileSync(file, "utf8"));
  try {
    expect(await running.reap()).toMatchObject({ survivors: [], found: 0 });
    expect(readStat(pid)).toBeDefined();
  } finally {
    process.kill(pid, "SIGKILL");
  }
});

test("a supervisor that was killed is vanished, and what it left is still found and ended", async () => {
  const spec = bench.spec(misbehave("ignores-term"));
  const running = bench.keep(await launch(spec));
  await untilSaid(running, "ready");
  process.kill(running.identity.pid, "SIGKILL");
  expect(await running.wait()).toBe("vanished");
  expect(await running.sweep()).not.toEqual([]);
  expect(await running.stop({ graceMs: 50 })).toMatchObject({ method: "killed", survivors: [] });
  expect(await bench.keep(await attach(spec.directory)).wait()).toBe("vanished");
});

test("a command that kills itself is told by its signal", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("dies"))));
  expect(await running.wait()).toMatchObject({ code: null, signal: "SIGSEGV" });
});

test.each(["start time", "boot"])(
  "a process that has the pid but not the %s of the record is never signalled",
  async (what) => {
    const spec = bench.spec(["true"]);
    const done = bench.keep(await launch(spec));
    await done.wait();
    await done.reap();
    const bystander = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
    try {
      const pid = bystander.pid ?? 0;
      const startTime = (readStat(pid)?.startTime ?? 0) - (what === "boot" ? 0 : 1);
      const boot = what === "boot" ? "00000000-0000-0000-0000-000000000000" : currentBootId();
      writeFileSync(join(spec.directory, "pid"), `${pid} ${startTime} ${boot}\n`);
      writeFileSync(join(spec.directory, "exit"), "");
      const forged = bench.keep(await attach(spec.directory));
      expect(forged.status()).toBe("vanished");
      expect(await forged.stop({ graceMs: 50 })).toMatchObject({ signalled: [], survivors: [], found: 0 });
      expect(isAlive({ pid, startTime: readStat(pid)?.startTime ?? 0 })).toBe(true);
    } finally {
      const ended = once(bystander, "exit");
      bystander.kill("SIGKILL");
      await ended;
    }
  },
);
