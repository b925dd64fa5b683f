import { mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { abandon, attach } from "../../runner/process/attach.ts";
import { launch } from "../../runner/process/launch.ts";
import { misbehave, readAll, untilSaid, useBench } from "./support.ts";

const bench = useBench();

test("a command runs with exactly its arguments, environment and folder, and leaves its output and exit code", async () => {
  const argv = [
    "sh",
    "-c",
    'pwd; printf "<%s>" "$@"; echo; env; echo oops >&2; exit 3',
    "name",
    "a b",
    "",
    "$(c) *",
    "d\ne",
  ];
  const spec = bench.spec(argv, { environment: { PATH: "/usr/bin:/bin", SECRET: "it's\n*" } });
  const running = bench.keep(await launch(spec));
  expect(await running.wait()).toMatchObject({ code: 3, signal: null });
  const [pwd, , , ...rest] = (await readAll(running)).toString().split("\n");
  const out = (await readAll(running)).toString();
  expect(pwd).toBe(bench.folder);
  expect(out).toContain("<a b><><$(c) *><d\ne>");
  const names = rest.filter((line) => line.includes("=")).map((line) => line.split("=")[0]);
  expect(new Set(names)).toEqual(new Set(["PATH", "PWD", "SECRET", "SPOOL_PROCESS"]));
  expect((await readAll(running, "stderr")).toString()).toBe("oops\n");
});

test("no environment value is written to disk and nobody else may look into the directory", async () => {
  const spec = bench.spec(["true"], {
    environment: { PATH: "/usr/bin:/bin", TOKEN: "s3cr3t-value" },
    stdin: { kind: "stream" },
  });
  const running = bench.keep(await launch(spec));
  await running.wait();
  expect(statSync(spec.directory).mode & 0o777).toBe(0o700);
  const files = readdirSync(spec.directory).map((name) => join(spec.directory, name));
  const texts = files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path, "utf8"));
  expect(texts.length).toBeGreaterThan(5);
  expect(texts.join()).not.toContain("s3cr3t-value");
});

test("content is the whole input, and no input is end of file at once", async () => {
  const fed = bench.keep(
    await launch(bench.spec(["cat"], { stdin: { kind: "content", content: "a prompt\nwithout end" } })),
  );
  expect((await readAll(fed)).toString()).toBe("a prompt\nwithout end");
  const unfed = bench.keep(await launch(bench.spec(["cat"])));
  expect(await unfed.wait()).toMatchObject({ code: 0 });
});

test("a second launch and an attach find the same process; it started once", async () => {
  const spec = bench.spec(["sh", "-c", "echo started; exec sleep 300"]);
  const first = bench.keep(await launch(spec));
  await untilSaid(first, "started");
  const second = bench.keep(await launch(spec));
  const third = bench.keep(await attach(spec.directory));
  expect(second.identity).toEqual(first.identity);
  expect(third.identity).toEqual(first.identity);
  expect(await first.stop()).toMatchObject({ survivors: [], method: "terminated" });
  const after = bench.keep(await launch(spec));
  expect(after.status()).toMatchObject({ code: null, signal: "SIGTERM" });
  expect((await readAll(after)).toString()).toBe("started\n");
});

test("a command that does not exist ends with 127 and says so", async () => {
  const running = bench.keep(await launch(bench.spec(["no-such-program-here"])));
  expect(await running.wait()).toMatchObject({ code: 127 });
  expect((await readAll(running, "stderr")).toString()).toContain("not found");
});

test("a spec that cannot work is refused before anything starts", async () => {
  const refused = [
    bench.spec([]),
    bench.spec(["true"], { cwd: join(bench.folder, "missing") }),
    bench.spec(["true"], { directory: "relative" }),
    bench.spec(["true"], { mark: "a:b" }),
    bench.spec(["true"], { environment: { "not.a.name": "x" } }),
  ];
  for (const spec of refused) await expect(launch(spec)).rejects.toMatchObject({ code: "invalid_input" });
});

test("a directory belongs to one mark", async () => {
  const spec = bench.spec(["true"]);
  const running = bench.keep(await launch(spec));
  await running.wait();
  await expect(launch({ ...spec, mark: `${spec.mark}-other` })).rejects.toMatchObject({ code: "conflict" });
});

test("limits hold for the command", async () => {
  const argv = ["sh", "-c", "ulimit -n; ulimit -c; ulimit -t; head -c 100000 /dev/zero >big; echo $?; wc -c <big"];
  const limits = { openFiles: 64, cpuSeconds: 7, fileSize: 51_200 };
  const running = bench.keep(await launch(bench.spec(argv, { limits })));
  await running.wait();
  expect((await readAll(running)).toString()).toMatch(/^64\n0\n7\n(?!0\n)\d+\n51200\n$/);
});

test("what was abandoned before it started never starts", async () => {
  const spec = bench.spec(["true"]);
  mkdirSync(spec.directory);
  expect(await attach(spec.directory)).toBeUndefined();
  expect(await abandon(spec.directory)).toBeUndefined();
  await expect(launch(spec)).rejects.toMatchObject({ code: "conflict" });
  expect(await attach(spec.directory)).toBeUndefined();
});

test("what started cannot be abandoned, it is attached", async () => {
  const spec = bench.spec(misbehave("silent"));
  bench.keep(await launch(spec));
  const found = bench.keep(await abandon(spec.directory));
  expect(found.status()).toBe("running");
  await found.stop();
});
