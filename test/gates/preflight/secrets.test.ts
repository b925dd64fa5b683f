import { describe, expect, test } from "vitest";
import { fingerprintOf, maskHits, previewOf } from "../../../runner/gates/preflight/secrets/redact.ts";
import { findSecrets } from "../../../runner/gates/preflight/secrets/scan.ts";
import { secretlintHits } from "../../../runner/gates/preflight/secrets/secretlint.ts";
import { lookAlikes, type Sample, secretShapes } from "./corpus.ts";

async function found(samples: readonly Sample[]): Promise<Sample[]> {
  const hit: Sample[] = [];
  for (const sample of samples) {
    if ((await findSecrets(`${sample.text}\n`, { path: sample.path, isText: true })).length > 0) hit.push(sample);
  }
  return hit;
}

const seeds = [11, 12, 13, 14, 15, 16, 17, 18];

describe("made-up secrets, one of each shape", () => {
  test("there are enough of them, each once", () => {
    const names = secretShapes(1).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(120);
    expect(lookAlikes(1).length).toBeGreaterThanOrEqual(60);
  });

  test.each(seeds)("nearly all are found, seed %i", async (seed) => {
    const samples = secretShapes(seed);
    const hit = await found(samples);
    const missed = samples.filter((sample) => !hit.includes(sample)).map(({ name }) => name);
    expect(hit.length / samples.length, missed.join(", ")).toBeGreaterThanOrEqual(0.98);
  });

  test.each(seeds)("what only looks like one is left alone, seed %i", async (seed) => {
    expect((await found(lookAlikes(seed))).map(({ name }) => name)).toEqual([]);
  });

  test("the library alone finds some of them: it is the engine, not all rules", async () => {
    let hits = 0;
    for (const { text, path } of secretShapes(1)) if ((await secretlintHits(text, path)).length > 0) hits += 1;
    expect(hits).toBeGreaterThan(20);
    expect(hits).toBeLessThan(60);
  });
});

test("a comment in the file switches nothing off", async () => {
  const [sample] = secretShapes(3);
  const text = `// secretlint-disable\n${sample?.text ?? ""} // secretlint-disable-line gitleaks:allow\n`;
  expect(await findSecrets(text, { path: "a.ts", isText: true })).toHaveLength(1);
});

test("two secrets on a line are two, one that two rules know is one", async () => {
  const [first, second] = secretShapes(4);
  const text = `${first?.text} ${first?.text.slice(7)} ${second?.text}`;
  const hits = await findSecrets(text, { path: "a.ts", isText: true });
  expect(hits).toHaveLength(3);
  expect(maskHits(text, hits)).not.toMatch(/gh[po]_\w/);
});

test("words inside a value prove nothing: only the whole value can be a placeholder", async () => {
  const text = (value: string) => `password = "${value}"\n`;
  const hits = async (value: string) => (await findSecrets(text(value), { path: "src/a.ts", isText: true })).length;
  expect(await hits("changeme")).toBe(0);
  expect(await hits("changeme-9Xq!")).toBe(1);
  expect(await hits("example")).toBe(0);
  expect(await hits("Example-4711-horse")).toBe(1);
  expect(await hits("********")).toBe(0);
});

test("what is shown of a secret is at most its first four characters, and of a short one nothing", () => {
  expect(previewOf("abcdefghijklmnopqrstuvwxyz")).toBe("abcd…");
  expect(previewOf("hunter2hunter2")).toBeNull();
  expect(previewOf("äöüß".repeat(10))).toBeNull();
  expect(fingerprintOf("one")).toMatch(/^[0-9a-f]{18}$/);
  expect(fingerprintOf("one")).toBe(fingerprintOf("one"));
  expect(fingerprintOf("one")).not.toBe(fingerprintOf("two"));
});

const cruel = [
  ["one letter", "a"],
  ["blanks", " "],
  ["line breaks", "\n"],
  ["heads of keys", ["-----BEGIN PRIVATE", " KEY-----"].join("")],
  ["heads of tokens", "eyJa."],
  ["URLs", "https://a:b"],
  ["settings", "password="],
  ["providers", "asana sentry okta aws cloudflare "],
  ["headers", "authorization: bearer "],
  ["webhooks", "xoxb-1-"],
] as const;

test.each(cruel)("a megabyte of %s takes seconds at most", async (_name, unit) => {
  const started = performance.now();
  await findSecrets(unit.repeat(Math.ceil((1 << 20) / unit.length)), { path: "a.conf", isText: true });
  // Some 2 s on a quiet machine; with a pattern that backtracks without bound it would be hours.
  expect(performance.now() - started).toBeLessThan(25_000);
});
