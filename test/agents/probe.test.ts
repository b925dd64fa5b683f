import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { probeProgram } from "../../runner/agents/probe.ts";
import { agentAdapter } from "../../runner/agents/registry.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spool-probe-"));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function program(path: string, script: string): Promise<string> {
  const full = join(folder, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, `#!/bin/sh\n${script}\n`);
  await chmod(full, 0o755);
  return full;
}
const wanted = { packages: ["@vendor/thing/bin/thing"], install: "npm install -g thing" };

test("finds a program as configured, on PATH, and beside it in an npm installation", async () => {
  const path = join(folder, "bin");
  const vendor = await program("lib/node_modules/@vendor/thing/bin/thing", "echo 3.2.1");
  const found = (command: string) => probeProgram({ command: [command], path, ...wanted });
  expect(await found("thing")).toEqual({ available: true, version: "3.2.1" });
  await program("bin/thing", "echo 1.2.3");
  expect(await found("thing")).toEqual({ available: true, version: "1.2.3" });
  expect(await found(vendor)).toEqual({ available: true, version: "3.2.1" });
});

test("says in one sentence what is missing", async () => {
  expect(await probeProgram({ command: ["thing"], path: folder, ...wanted })).toEqual({
    available: false,
    problem: "thing was not found: install it with npm install -g thing.",
  });
  const broken = await program("broken", "echo 'reinstall without --ignore-scripts' >&2; exit 1");
  expect((await probeProgram({ command: [broken], ...wanted })).problem).toBe(
    `${broken} does not start: reinstall without --ignore-scripts`,
  );
  const stuck = await program("stuck", "exec sleep 600");
  expect((await probeProgram({ command: [stuck], timeout: 200, ...wanted })).problem).toContain("did not tell");
});

test("an unknown command is looked for, not started", async () => {
  const marking = await program("marking", `touch ${folder}/started`);
  const settings = { adapter: "command" as const, command: [marking], environment: {} };
  expect(await agentAdapter("command").probe(settings)).toEqual({ available: true });
  expect(existsSync(join(folder, "started"))).toBe(false);
  const none = await agentAdapter("command").probe({ ...settings, command: [] });
  expect(none).toEqual({ available: false, problem: "No command is configured for this agent." });
});
