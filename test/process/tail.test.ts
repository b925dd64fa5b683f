import { expect, test } from "vitest";
import { attach } from "../../runner/process/attach.ts";
import { launch } from "../../runner/process/launch.ts";
import { misbehave, readAll, untilSaid, useBench } from "./support.ts";

const bench = useBench();

test("a line of 10 MB arrives whole", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("long-line"))));
  const all = await readAll(running);
  expect(all.length).toBe(10_485_761);
  expect(all.subarray(0, -1).every((byte) => byte === 0x78)).toBe(true);
});

test("bytes that are not UTF-8 arrive as they are", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("wrong-utf8"))));
  expect((await readAll(running)).toString("latin1")).toBe("a\xff\xfeb\x80\n\xc3");
});

test("half a line at the end is delivered", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("half-line"))));
  expect((await readAll(running)).toString()).toBe("no end");
});

test("a tail begins anywhere, several run side by side, and one past the end is empty", async () => {
  const running = bench.keep(await launch(bench.spec(["sh", "-c", "printf 0123456789; printf abc >&2"])));
  const [all, rest, none, errors] = await Promise.all([
    readAll(running),
    readAll(running, "stdout", 7),
    readAll(running, "stdout", 100),
    readAll(running, "stderr"),
  ]);
  expect([all, rest, none, errors].map(String)).toEqual(["0123456789", "789", "", "abc"]);
});

test("a fresh line is there within milliseconds", async () => {
  const running = bench.keep(
    await launch(bench.spec(["sh", "-c", "while read -r x; do date +%s%N; done"], { stdin: { kind: "stream" } })),
  );
  const delays: number[] = [];
  await running.send("0", "go");
  for await (const { bytes } of running.tail("stdout", 0)) {
    delays.push(Date.now() - Number(Buffer.from(bytes).toString().trim()) / 1e6);
    if (delays.length === 20) await running.closeInput();
    else await running.send(`${delays.length}`, "go");
  }
  // The poll that stands behind the events would take 500 in the middle.
  expect(delays.sort((one, other) => one - other)[10]).toBeLessThan(50);
});

test("a tail and a wait end with their signal's reason", async () => {
  const running = bench.keep(await launch(bench.spec(misbehave("forks"))));
  const abort = new AbortController();
  const reading = (async () => {
    const chunks = running.tail("stdout", 0, { signal: abort.signal });
    for await (const { bytes } of chunks) abort.abort(new Error(`enough: ${bytes.length}`));
  })();
  await expect(reading).rejects.toThrow("enough");
  await expect(running.wait(AbortSignal.abort(new Error("no time")))).rejects.toThrow("no time");
  await running.stop();
});

test("letting a process go ends its tails and waits, and not the process", async () => {
  const spec = bench.spec(misbehave("forks"));
  const running = bench.keep(await launch(spec));
  await untilSaid(running, "ready");
  const other = bench.keep(await attach(spec.directory));
  const waiting = other.wait();
  const reading = readAll(other);
  other.close();
  await expect(waiting).rejects.toMatchObject({ code: "not_available" });
  expect((await reading).toString()).toBe("ready\n");
  expect(running.status()).toBe("running");
  await running.stop();
});
