import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { abandon, attach } from "../../runner/process/attach.ts";
import { launch } from "../../runner/process/launch.ts";
import type { ProcessSpec } from "../../runner/process/process-spec.ts";
import { readAll, useBench } from "./support.ts";

const bench = useBench();
const program = join(import.meta.dirname, "fixtures/runner.ts");

/** Another runner, ready to launch what is written to it. */
async function startRunner(instant?: string): Promise<{ child: ChildProcess; lines: AsyncIterator<string> }> {
  const child = spawn(process.execPath, [program, ...(instant ? [instant] : [])], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("no stdout");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe("ready");
  return { child, lines };
}

async function launchAndDie(spec: ProcessSpec, how: { instant?: string; killAfterMs?: number }): Promise<void> {
  const { instant, killAfterMs } = how;
  const { child } = await startRunner(instant);
  const ended = once(child, "exit");
  child.stdin?.write(`${JSON.stringify(spec)}\n`);
  if (killAfterMs !== undefined) {
    await delay(killAfterMs);
    child.kill("SIGKILL");
  }
  expect(await ended).toEqual([null, "SIGKILL"]);
}

/** Notes each start in a file outside of its output, then works for a moment. */
function counted(): ProcessSpec {
  return bench.spec([
    "sh",
    "-c",
    'echo start >>"$0"; echo first; sleep 0.2; echo last; exit 3',
    join(bench.folder, "starts"),
  ]);
}

function starts(): string {
  return readFileSync(join(bench.folder, "starts"), "utf8");
}

test.each([
  ["before the spawn", { instant: "before-spawn" }],
  ["right after the spawn", { instant: "after-spawn" }],
  ["after the launch", { instant: "after-launch" }],
  ...[0, 4, 8, 12, 16, 60].map((killAfterMs) => [`${killAfterMs} ms after it was told`, { killAfterMs }] as const),
] as const)("a runner is killed %s: the next one launches again, and it ran once, to its end", async (_, how) => {
  const spec = counted();
  await launchAndDie(spec, how);
  const taken = bench.keep(await launch(spec));
  expect(await taken.wait()).toMatchObject({ code: 3 });
  expect((await readAll(taken)).toString()).toBe("first\nlast\n");
  expect(starts()).toBe("start\n");
  expect(await taken.reap()).toMatchObject({ found: 0, survivors: [] });
});

test("the next runner attaches by the directory alone, reads on from its offset and gets the exit code", async () => {
  const spec = counted();
  await launchAndDie(spec, { instant: "after-launch" });
  const taken = bench.keep(await attach(spec.directory));
  expect(taken.mark).toBe(spec.mark);
  expect((await readAll(taken, "stdout", "first\n".length)).toString()).toBe("last\n");
  expect(taken.status()).toMatchObject({ code: 3, signal: null });
});

test.each([0, 1, 3])(
  "after a runner killed at the spawn, %s ms later, either it is attached or it never starts",
  async (waitMs) => {
    const spec = counted();
    await launchAndDie(spec, { instant: "after-spawn" });
    await delay(waitMs);
    const found = await abandon(spec.directory);
    const exit = found && (await bench.keep(found).wait());
    const again = await launch(spec).then(
      (opened) => bench.keep(opened).identity,
      (error: unknown) => error,
    );
    const refused = [undefined, expect.objectContaining({ code: "conflict" })];
    const attached = [expect.objectContaining({ code: 3 }), found?.identity];
    expect([exit, again]).toEqual(found ? attached : refused);
    expect(existsSync(join(bench.folder, "starts"))).toBe(found !== undefined);
  },
);

test("two runners that launch the same directories at once start each exactly once", async () => {
  const runners = await Promise.all([startRunner(), startRunner()]);
  try {
    for (let round = 0; round < 8; round++) {
      const file = join(bench.folder, `starts ${round}`);
      const spec = bench.spec(["sh", "-c", 'echo start >>"$0"', file]);
      for (const { child } of runners) child.stdin?.write(`${JSON.stringify(spec)}\n`);
      const [one, other] = await Promise.all(runners.map(({ lines }) => lines.next()));
      expect(JSON.parse(one?.value)).toEqual(JSON.parse(other?.value));
      await bench.keep(await attach(spec.directory)).wait();
      expect(readFileSync(file, "utf8")).toBe("start\n");
    }
  } finally {
    for (const { child } of runners) {
      const ended = once(child, "exit");
      child.stdin?.end();
      await ended;
    }
  }
});
