import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { launch } from "../../runner/process/launch.ts";
import { planSandbox, type SandboxLevel, type SandboxWants } from "../../runner/process/sandbox.ts";
import { tryLevels } from "../../runner/process/sandbox-probe.ts";
import { findSystemProgram } from "../../runner/find-program.ts";
import { attach } from "../../runner/process/attach.ts";
import { carriers, eventually, misbehave, noSandbox, readAll, untilSaid, useBench } from "./support.ts";

const bench = useBench();
const probe = await tryLevels(
  process.env["SPOOL_TEST_BWRAP"] ?? findSystemProgram("bwrap"),
  findSystemProgram("unshare"),
);

function plan(level: SandboxLevel, parts: Partial<SandboxWants> = {}) {
  if (level === "none") return noSandbox;
  const missing = { available: false, reason: "left out" } as const;
  const only = level === "bubblewrap" ? probe : { ...probe, bubblewrap: missing };
  const wants = { writable: [bench.folder], readOnly: [import.meta.dirname], hidden: [], network: true, ...parts };
  return planSandbox("auto", only, wants);
}

const available = (["bubblewrap", "namespace"] as const).filter((level) => {
  const tried = probe[level];
  if (tried.available) return true;
  process.stdout.write(`The sandbox level ${level} was not exercised here: ${tried.reason}.\n`);
  return false;
});

test("each level either works here or says why not", () => {
  expect(Object.values(probe).every((tried) => tried.available || tried.reason !== "")).toBe(true);
});

describe.each(available)("%s", (level) => {
  const start = async (argv: string[], parts?: Partial<SandboxWants>, stream = false) =>
    bench.keep(
      await launch(
        bench.spec(argv, { sandbox: plan(level, parts), ...(stream && { stdin: { kind: "stream" as const } }) }),
      ),
    );

  test("exit code, output, input and signals come through", async () => {
    const coded = await start(["sh", "-c", "cat; pwd; exit 9"], {}, true);
    await coded.send("a", "one");
    await coded.closeInput();
    expect(await coded.wait()).toMatchObject({ code: 9, signal: null });
    expect((await readAll(coded)).toString()).toBe(`one\n${bench.folder}\n`);
    expect(await (await start(misbehave("dies"))).wait()).toMatchObject({ code: null, signal: "SIGSEGV" });
  });

  test("TERM reaches the command, which cleans up and keeps its exit code", async () => {
    const running = await start(misbehave("polite"), {}, true);
    await untilSaid(running, "ready");
    expect(await running.stop()).toMatchObject({ method: "terminated", survivors: [], sandbox: level });
    expect(running.status()).toMatchObject({ code: 5 });
    expect((await readAll(running)).toString()).toBe("ready\nbye\n");
  });

  test.each(["ignores-term", "forks", "bomb", "setsid", "chain", "naked-child"])(
    "nothing is left of a command that %s",
    async (way) => {
      const running = await start(misbehave(way));
      await untilSaid(running, "ready");
      expect(await running.stop({ graceMs: 100 })).toMatchObject({ survivors: [] });
      expect(carriers(running.mark)).toEqual([]);
      expect(running.status()).not.toBe("running");
    },
  );

  test("a daemon that left its session and cleared its environment dies with the command", async () => {
    const file = join(bench.folder, "naked");
    const left = await start(misbehave("naked-daemon", file));
    await left.wait();
    expect(await left.reap()).toMatchObject({ survivors: [] });
    expect(await left.sweep()).toEqual([]);
    // It would still stand in the folder that no other process stands in.
    await eventually(
      () => standingIn(bench.folder),
      (pids) => pids.length === 0,
      2000,
    );
  });

  test("it dies with a supervisor that is killed", async () => {
    const left = await start(misbehave("setsid"));
    await untilSaid(left, "ready");
    process.kill(left.identity.pid, "SIGKILL");
    expect(await left.wait()).toBe("vanished");
    expect(await left.stop({ graceMs: 50 })).toMatchObject({ survivors: [] });
  });

  test("a later runner attaches and stops it", async () => {
    const first = await start(misbehave("polite"));
    await untilSaid(first, "ready");
    first.close();
    const next = bench.keep(await attach(first.directory));
    expect(await next.stop()).toMatchObject({ method: "terminated", survivors: [], sandbox: level });
    expect(next.status()).toMatchObject({ code: 5 });
  });

  test.each([true, false])("network %s: it shares the host's network, or has one of its own", async (network) => {
    const asked = await start(["readlink", "/proc/self/ns/net"], { network });
    await asked.wait();
    const shares = (await readAll(asked)).toString().trim() === readlinkSync("/proc/self/ns/net");
    expect(shares).toBe(network);
  });
});

describe.runIf(probe.bubblewrap.available)("bubblewrap", () => {
  test("only what was asked for can be written, hidden things are not there, protected ones hold", async () => {
    const at = (...parts: string[]): string => join(bench.folder, ...parts);
    for (const folder of ["data", "data/tree", "data/other", "mirror", "mirror/hooks", "home"]) mkdirSync(at(folder));
    writeFileSync(at("data/tokens"), "secret");
    writeFileSync(at("data/other/file"), "other");
    writeFileSync(at("home/key"), "private");
    writeFileSync(at("mirror/config"), "[core]\n");
    const script = [
      "cd tree",
      "echo new >file && echo wrote-tree",
      "echo ref >../../mirror/ref && echo wrote-mirror",
      "{ echo x >../../mirror/hooks/pre-commit; } 2>/dev/null || echo hooks-hold",
      "{ echo x >>../../mirror/config; } 2>/dev/null || echo config-holds",
      "{ mv ../../mirror/ref ../../mirror/config; } 2>/dev/null || echo config-stays",
      "[ -e ../tokens ] || echo no-tokens",
      "[ -e ../other ] || echo no-other-tree",
      'echo mine >"$HOME/scratch" && [ ! -e "$HOME/key" ] && echo own-home',
      "{ echo x >/usr/x; } 2>/dev/null || echo system-holds",
      "echo temporary >/tmp/spool-sandbox-test && echo own-tmp",
      "[ -r /proc/self/status ] && echo null >/dev/null && echo has-proc-and-dev",
    ].join("\n");
    const sandbox = plan("bubblewrap", {
      writable: [at("data/tree"), at("mirror")],
      readOnly: [at("mirror/hooks"), at("mirror/config")],
      hidden: [at("data")],
      home: at("home"),
    });
    const environment = { PATH: "/usr/bin:/bin", HOME: at("home") };
    const spec = bench.spec(["sh", "-c", `cd ${at("data")} && ${script}`], {
      sandbox,
      environment,
      cwd: at("data/tree"),
    });
    const running = bench.keep(await launch(spec));
    expect(await running.wait()).toMatchObject({ code: 0 });
    expect((await readAll(running, "stderr")).toString()).toBe("");
    expect((await readAll(running)).toString().trim().split("\n")).toEqual([
      "wrote-tree",
      "wrote-mirror",
      "hooks-hold",
      "config-holds",
      "config-stays",
      "no-tokens",
      "no-other-tree",
      "own-home",
      "system-holds",
      "own-tmp",
      "has-proc-and-dev",
    ]);
    expect(readFileSync(at("data/tree/file"), "utf8")).toBe("new\n");
    expect(readFileSync(at("mirror/config"), "utf8")).toBe("[core]\n");
  });
});

function standingIn(folder: string): string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}
