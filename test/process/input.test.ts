import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, renameSync, rmdirSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { attach } from "../../runner/process/attach.ts";
import { InputFeed } from "../../runner/process/input-feed.ts";
import { launch } from "../../runner/process/launch.ts";
import { misbehave, readAll, untilSaid, useBench } from "./support.ts";

const bench = useBench();
const stream = { kind: "stream" } as const;

test("lines arrive while the command runs, each key once, and closing lets it read to the end", async () => {
  const running = bench.keep(await launch(bench.spec(["cat"], { stdin: stream })));
  await running.send("a", "one");
  await untilSaid(running, "one\n");
  await running.send("a", "one");
  await running.send("b", "");
  await running.send("c", "tŵo");
  await running.closeInput();
  await running.closeInput();
  expect(await running.wait()).toMatchObject({ code: 0 });
  expect((await readAll(running)).toString()).toBe("one\n\ntŵo\n");
});

test("all that was sent arrives before the end, however much and however slow the reader", async () => {
  const running = bench.keep(await launch(bench.spec(["sh", "-c", "sleep 0.2; wc -c"], { stdin: stream })));
  for (let index = 0; index < 20; index++) await running.send(`${index}`, "y".repeat(99_999));
  await running.closeInput();
  await running.wait();
  expect((await readAll(running)).toString().trim()).toBe("2000000");
});

test("input that is closed at once is empty input", async () => {
  const running = bench.keep(await launch(bench.spec(["wc", "-c"], { stdin: stream })));
  await running.closeInput();
  await running.wait();
  expect((await readAll(running)).toString().trim()).toBe("0");
});

test("a close that a killed runner had only noted is done by the next one", async () => {
  const spec = bench.spec(["cat"], { stdin: stream });
  const first = await launch(spec);
  await first.send("a", "one");
  first.close();
  writeFileSync(join(spec.directory, "closed"), "");
  const next = bench.keep(await attach(spec.directory));
  expect(await next.wait()).toMatchObject({ code: 0 });
  expect((await readAll(next)).toString()).toBe("one\n");
});

test("a line whose second half could not be written is completed by the next try", async () => {
  const directory = await mkdtemp(join(tmpdir(), "spool-input-"));
  try {
    const [input, away] = [join(directory, "in"), join(directory, "away")];
    writeFileSync(input, "");
    const feed = new InputFeed(directory, () => true);
    feed.send("a", "one");
    renameSync(input, away);
    mkdirSync(input);
    expect(() => feed.send("b", "two")).toThrow("EISDIR");
    rmdirSync(input);
    renameSync(away, input);
    feed.send("b", "two");
    feed.send("b", "two");
    expect(readFileSync(input, "utf8")).toBe("one\ntwo\n");
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("what cannot be sent is refused, and a repeat of what was sent is not", async () => {
  const running = bench.keep(await launch(bench.spec(["cat"], { stdin: stream })));
  await running.send("a", "one");
  await expect(running.send("b", "two\nlines")).rejects.toMatchObject({ code: "invalid_input" });
  await running.closeInput();
  await expect(running.send("c", "late")).rejects.toMatchObject({ code: "illegal_transition" });
  await running.send("a", "one");
  const unfed = bench.keep(await launch(bench.spec(["true"])));
  await expect(unfed.send("a", "one")).rejects.toMatchObject({ code: "illegal_transition" });
  const ended = bench.keep(await launch(bench.spec(["true"], { stdin: stream })));
  await ended.wait();
  await expect(ended.send("a", "one")).rejects.toMatchObject({ code: "not_available" });
});

test("a command that closes its input or never reads it can be sent to, closed and stopped", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("closes-stdin"), { stdin: stream })));
  await untilSaid(running, "ready");
  await running.send("a", "one");
  await running.closeInput();
  expect(await running.stop()).toMatchObject({ survivors: [] });
});

test("two objects of one process do not send a key twice", async () => {
  const spec = bench.spec(["cat"], { stdin: stream });
  const one = bench.keep(await launch(spec));
  const other = bench.keep(await attach(spec.directory));
  await one.send("a", "one");
  await other.send("a", "one");
  await other.send("b", "two");
  await one.send("b", "two");
  await one.closeInput();
  await one.wait();
  expect((await readAll(one)).toString()).toBe("one\ntwo\n");
});

test("senders killed at random instants: each line arrives once and in order", async () => {
  const count = 300;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(40), { minLength: 2, maxLength: 3 }),
      fc.constantFrom(5, 20_000),
      async (kills, size) => {
        const spec = bench.spec(["cat"], { stdin: stream });
        const running = bench.keep(await launch(spec));
        for (const killAfterMs of [...kills, undefined]) await runSender(spec.directory, count, size, killAfterMs);
        await running.wait();
        const lines = (await readAll(running)).toString().split("\n");
        expect(lines).toHaveLength(count + 1);
        expect(lines.every((line, index) => index === count || line === `${index} ${"x".repeat(size)}`)).toBe(true);
      },
    ),
    { numRuns: 4 },
  );
});

async function runSender(directory: string, count: number, size: number, killAfterMs?: number): Promise<void> {
  const program = join(import.meta.dirname, "fixtures/sender.ts");
  const child = spawn(process.execPath, [program, directory, `${count}`, `${size}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  if (killAfterMs !== undefined) {
    await delay(killAfterMs);
    child.kill("SIGKILL");
  }
  const [code] = await ended;
  // One that was to be killed may have been done before.
  if (killAfterMs === undefined && code !== 0) throw new Error(`the last sender failed with ${code}`);
}

test("whatever byte the last write stopped at, recovery and sending all again gives each line once", async () => {
  const line = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !text.includes("\n"));
  const folder = await mkdtemp(join(tmpdir(), "spool-feed-"));
  const [sent, input] = [join(folder, "sent.jsonl"), join(folder, "in")];
  try {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (lines, cutSent, cutInput) => {
        writeFileSync(sent, "");
        writeFileSync(input, "");
        const expected = lines.map((text) => `${text}\n`).join("");
        const sendAll = (): void => {
          const feed = new InputFeed(folder, () => true);
          for (const [index, text] of lines.entries()) feed.send(`${index}`, text);
        };
        sendAll();
        // Input never runs ahead of whole records.
        truncateSync(sent, cutSent % (readFileSync(sent).length + 1));
        const whole = readFileSync(sent, "utf8").split("\n").length - 1;
        const allowed = Buffer.byteLength(
          lines
            .slice(0, whole)
            .map((text) => `${text}\n`)
            .join(""),
        );
        truncateSync(input, cutInput % (allowed + 1));
        sendAll();
        expect(readFileSync(input, "utf8")).toBe(expected);
      }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("input that holds more than was recorded as sent is reported, not guessed at", async () => {
  const spec = bench.spec(["cat"], { stdin: stream });
  const first = bench.keep(await launch(spec));
  await first.send("a", "one");
  writeFileSync(join(spec.directory, "sent.jsonl"), "");
  await expect(attach(spec.directory)).rejects.toMatchObject({ code: "corrupt_data" });
  await first.stop();
});
