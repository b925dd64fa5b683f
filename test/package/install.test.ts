import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packRunner } from "../../.dev/pack-runner.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { type InstalledRunner, installRunner } from "./install-runner.ts";

const folder = await temporaryDirectory();
let installed: InstalledRunner;

beforeAll(async () => {
  const tarball = join(folder.path, "spool.tgz");
  await packRunner(tarball);
  installed = await installRunner(tarball, folder.path);
}, 240_000);
afterAll(() => folder[Symbol.asyncDispose]());

function spool(args: string[], change: Record<string, string> = {}) {
  const env = { ...installed.environment, ...change };
  return execa(installed.program, args, { env, extendEnv: false, reject: false });
}

test("it says its version, and what this machine has for it", async () => {
  expect((await spool(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+$/);
  expect((await spool(["doctor"])).stdout).toContain("spool init writes one");
});

test("it runs the demo, a job from start to end", async () => {
  const { stdout, exitCode } = await spool(["demo"]);
  expect(stdout).toContain("✓ succeeded");
  expect(exitCode).toBe(0);
});

test("on an older Node it says what is needed", async () => {
  const old = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`;
  const { stderr, exitCode } = await spool(["serve"], { NODE_OPTIONS: `--import=${old}` });
  expect(stderr).toMatch(/^spool: needs Node\.js 22\.13 or newer, this is 20\.20\.2\nhint: /);
  expect(exitCode).toBe(1);
});
