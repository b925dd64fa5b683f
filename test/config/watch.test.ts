import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfig, type LoadedConfig } from "../../runner/config/load.ts";
import { watchConfig, type WatchOptions } from "../../runner/config/watch.ts";
import { environment, temporaryDirectory } from "./support.ts";

const deadlineMs = 10_000;

function content(jobs: number): string {
  return `runtime: { max_concurrent_jobs: ${jobs} }\n`;
}

/** A watched file and what was told of it: the number of jobs of a configuration, or the messages of a bad one. */
async function watched(path: string, options: Partial<WatchOptions> = {}) {
  const told: (number | string)[] = [];
  const errors: unknown[] = [];
  let wake = (): void => undefined;
  const onChange = (loaded: LoadedConfig): void => {
    told.push(loaded.ok ? loaded.config.runtime.maxConcurrentJobs : loaded.problems.map((one) => one.message).join());
    wake();
  };
  const loaded = await loadConfig(path, environment);
  const hash = loaded.ok ? loaded.source.hash : "";
  const onError = (error: unknown): void => void errors.push(error);
  const watch = watchConfig(path, onChange, { environment, hash, onError, quietMs: 30, pollMs: 100_000, ...options });
  const until = async (last: number | RegExp): Promise<number | string | undefined> => {
    const met = (): boolean => (typeof last === "number" ? told.at(-1) === last : last.test(String(told.at(-1))));
    while (!met()) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`told ${JSON.stringify(told)}, not ${last}`)), deadlineMs);
        wake = () => (clearTimeout(timer), resolve());
      });
    }
    return told.at(-1);
  };
  return { told, errors, until, [Symbol.dispose]: () => watch[Symbol.dispose]() };
}

test("a file written in place, replaced, or deleted and made again is read again", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "spool.yml");
  writeFileSync(path, content(1));
  using watch = await watched(path);

  writeFileSync(path, content(2));
  await watch.until(2);
  for (const jobs of [3, 4]) {
    writeFileSync(`${path}.swp`, content(jobs));
    renameSync(`${path}.swp`, path);
    await watch.until(jobs);
  }
  renameSync(path, `${path}~`);
  writeFileSync(path, content(5));
  await watch.until(5);
  unlinkSync(path);
  await watch.until(/there is no such file/);
  writeFileSync(path, content(6));
  await watch.until(6);
  expect(watch.errors).toEqual([]);
});

test("a bad file is reported once, and the way back to the old content as well", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "spool.yml");
  writeFileSync(path, content(1));
  using watch = await watched(path);
  writeFileSync(path, content(0));
  await watch.until(/expected at least 1, got 0/);
  writeFileSync(path, `${content(0)}# the same mistake\n`);
  writeFileSync(path, content(1));
  await watch.until(1);
  expect(watch.told).toEqual(["expected at least 1, got 0", 1]);
});

test("a file written in pieces is read when it is whole", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "spool.yml");
  writeFileSync(path, content(1));
  using watch = await watched(path, { quietMs: 1000 });
  const handle = openSync(path, "w");
  for (const piece of ["runtime: { max_conc", "urrent_jobs: ", "7 }\n"]) writeSync(handle, piece);
  closeSync(handle);
  await watch.until(7);
  expect(watch.told).toEqual([7]);
});

test("a half-written file that stays is a bad one until the rest comes", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "spool.yml");
  writeFileSync(path, content(1));
  using watch = await watched(path);
  writeFileSync(path, "runtime: { max_concurrent_jobs: ");
  await watch.until(/YAML syntax/);
  appendFileSync(path, "8 }\n");
  expect(await watch.until(8)).toBe(8);
});

test("other files of the directory do not put the reading off", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "spool.yml");
  writeFileSync(path, content(1));
  using watch = await watched(path, { quietMs: 100 });
  const noise = setInterval(() => writeFileSync(join(directory.path, "spool.db-wal"), String(Math.random())), 10);
  try {
    writeFileSync(path, content(2));
    expect(await watch.until(2)).toBe(2);
  } finally {
    clearInterval(noise);
  }
});

test("behind a symbolic link, both the link and what it points at count", async () => {
  using directory = temporaryDirectory();
  for (const name of ["one", "two", "etc"]) mkdirSync(join(directory.path, name));
  const [one, two, path] = ["one", "two", "etc"].map((name) => join(directory.path, name, "spool.yml")) as [
    string,
    string,
    string,
  ];
  writeFileSync(one, content(1));
  writeFileSync(two, content(2));
  symlinkSync(one, path);
  using watch = await watched(path, { pollMs: 50 });
  writeFileSync(one, content(3));
  await watch.until(3);
  symlinkSync(two, `${path}.new`);
  renameSync(`${path}.new`, path);
  await watch.until(2);
  writeFileSync(two, content(4));
  expect(await watch.until(4)).toBe(4);
});

test("what no notification tells, the poll finds: the directory itself was replaced", async () => {
  using directory = temporaryDirectory();
  const inner = join(directory.path, "etc");
  const path = join(inner, "spool.yml");
  mkdirSync(inner);
  writeFileSync(path, content(1));
  using watch = await watched(path, { pollMs: 30 });
  rmSync(inner, { recursive: true });
  await watch.until(/there is no such file/);
  mkdirSync(inner);
  writeFileSync(path, content(2));
  expect(await watch.until(2)).toBe(2);
});

test("a listener that throws is heard of, and the next change still arrives", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "spool.yml");
  writeFileSync(path, content(1));
  const failure = new Error("the listener failed");
  let tell = (_error: unknown): void => undefined;
  const heard = new Promise((resolve) => (tell = resolve));
  const seen = new Promise<void>((resolve) => {
    let calls = 0;
    const onChange = (): void => {
      calls++;
      if (calls === 1) throw failure;
      resolve();
      watch[Symbol.dispose]();
    };
    const watch = watchConfig(path, onChange, { environment, hash: "", onError: tell, quietMs: 20, pollMs: 100_000 });
  });
  expect(await heard).toBe(failure);
  writeFileSync(path, content(2));
  await seen;
});

test("after it was closed nothing is told and nothing is left open", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "spool.yml");
  writeFileSync(path, content(1));
  const open = (): number => process.getActiveResourcesInfo().filter((name) => /FSEvent|Timeout/.test(name)).length;
  const before = open();
  const watch = await watched(path);
  writeFileSync(path, content(2));
  await watch.until(2);
  watch[Symbol.dispose]();
  expect(open()).toBeLessThanOrEqual(before);
  using other = await watched(path);
  writeFileSync(path, content(3));
  await other.until(3);
  expect(watch.told).toEqual([2]);
});
