import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { findingsText } from "../../runner/cli/doctor/doctor.ts";
import { noPaint } from "../../runner/cli/terminal/style.ts";
import type { Terminal } from "../../runner/cli/terminal/terminal.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { spoolHere } from "./support/here.ts";

async function openHome() {
  const directory = await temporaryDirectory();
  const env = { HOME: directory.path, PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8" };
  const spool = async (...args: string[]) => {
    const { code, stdout, stderr } = await spoolHere(args, { env });
    return { code, stdout: stdout.replace(/\n$/, ""), stderr: stderr.replace(/\n$/, "") };
  };
  return { path: directory.path, spool, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

test("init writes a valid file once and never again", async () => {
  await using home = await openHome();
  const file = join(home.path, ".spool/spool.yml");
  expect(await home.spool("init")).toMatchObject({ code: 0, stderr: "" });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const written = await readFile(file, "utf8");
  expect(await home.spool("init")).toMatchObject({ code: 4, stdout: "" });
  expect(await readFile(file, "utf8")).toBe(written);
  expect((await home.spool("config", "validate")).stdout).toBe(`${file} is valid: projects 0, agents 2`);
  expect(await home.spool("init", "--config", "/proc/none/spool.yml")).toMatchObject({ code: 2 });
});

test("projects are added to and removed from the file", async () => {
  await using home = await openHome();
  await home.spool("init");
  expect(
    await home.spool("project", "add", "app", "--repo", "git@example.com:org/app.git", "--base-branch", "dev"),
  ).toMatchObject({ code: 0 });
  const shown = JSON.parse((await home.spool("config", "show", "--json")).stdout) as { config: object };
  expect(shown.config).toMatchObject({ projects: [{ name: "app", base_branch: "dev" }] });
  expect((await home.spool("config", "show")).stdout).toContain("name: app");
  expect(await home.spool("project", "add", "app", "--repo", "x")).toMatchObject({ code: 4 });
  expect(await home.spool("project", "add", "other")).toMatchObject({ code: 2 });
  const missing = await home.spool("project", "add", "other", "--repo", join(home.path, "none"));
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.stderr).toContain(`there is no repository at ${join(home.path, "none")}; nothing was added`);
  const plain = await home.spool("project", "add", "other", "--repo", home.path);
  expect(plain.stderr).toContain(`${home.path} is no git repository`);
  expect((await home.spool("config", "show")).stdout).not.toContain("name: other");
  expect(await home.spool("project", "remove", "app")).toMatchObject({ code: 0 });
  expect(await home.spool("project", "remove", "app")).toMatchObject({ code: 3 });
});

test("a wrong file is said with line and key, and exits with 9", async () => {
  await using home = await openHome();
  const file = join(home.path, "spool.yml");
  await writeFile(file, "runtime:\n  data_dirr: /x\n");
  const { code, stdout, stderr } = await home.spool("config", "validate", "--config", file);
  expect({ code, stdout }).toEqual({ code: 9, stdout: "" });
  expect(stderr).toContain(`${file}:2:3  runtime.data_dirr: `);
  expect(await home.spool("config", "show", "--config", file)).toMatchObject({ code: 9 });
  expect(await home.spool("status", "--config", file)).toMatchObject({ code: 9 });
  const json = await home.spool("config", "validate", "--config", file, "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, problems: [{ line: 2 }] });
});

test("doctor says what is wrong and how to fix it", async () => {
  await using home = await openHome();
  await mkdir(join(home.path, "data"), { mode: 0o777 });
  await mkdir(join(home.path, "data/runs"));
  const file = join(home.path, "spool.yml");
  const agents = ["fixer", "spare"].map((name) => `  ${name}: { adapter: command, command: [no-such-program-here] }\n`);
  const projects = "projects: [{ name: app, repo: /src/app, default_agent: fixer }]\n";
  await writeFile(file, `runtime:\n  data_dir: ./data\nagents:\n${agents.join("")}${projects}`);
  await execa("chmod", ["777", join(home.path, "data")]);
  const { code, stdout } = await home.spool("doctor", "--config", file);
  expect(code).toBe(1);
  expect(stdout).toContain(`fix: chmod 700 ${join(home.path, "data")}`);
  expect(stdout).toMatch(/✗ agent fixer +no-such-program-here is not found/);
  // No project uses it: it need not be there.
  expect(stdout).toMatch(/◆ agent spare +no-such-program-here is not found/);
  expect(stdout).toMatch(/◆ runner +no runner is running/);
  expect(stdout).toMatch(/✗ project app +there is no repository at \/src\/app/);
  expect(stdout).toMatch(/✓ room taken +logs .* \(kept 30 d\)/);
  const json = JSON.parse((await home.spool("doctor", "--config", file, "--json")).stdout) as {
    findings: { name: string }[];
  };
  expect(json.findings.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["node", "git", "configuration", "sandbox", "flock", "runner"]),
  );
});

test("what doctor found is whole on a narrow terminal", () => {
  const finding = {
    name: "runner",
    verdict: "warning",
    found: "a b".repeat(40),
    fix: `chmod ${"x".repeat(90)}`,
  } as const;
  const terminal = { columns: () => 60, paint: noPaint } as Pick<Terminal, "columns" | "paint"> as Terminal;
  const text = findingsText([finding], { terminal });
  expect(text).not.toContain("…");
  expect(text.replaceAll(/\s+/g, "")).toContain("x".repeat(90));
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
});

test("serve and demo are commands like the others", async () => {
  await using home = await openHome();
  expect((await home.spool("serve", "--help")).stdout).toContain("spool serve");
  expect((await home.spool("demo", "--help")).stdout).toContain("spool demo");
});

test("what cannot be done with the file says why, wherever it is said", async () => {
  await using home = await openHome();
  await home.spool("init");
  const file = join(home.path, ".spool/spool.yml");
  const added = await home.spool("project", "add", "bad name", "--repo", "/x");
  expect(added.code).toBe(9);
  expect(added.stderr).toContain("would not be valid any more; it is unchanged\n");
  expect(added.stderr).toMatch(/spool\.yml:\d+:\d+ {2}projects\[0\]\.name: /);
  await writeFile(file, "runtime: { data_dirr: x }\nservr: {}\n");
  const served = await home.spool("serve");
  expect(served.code).toBe(9);
  expect(served.stderr.split("\n").slice(0, 3)).toEqual([
    `spool: ${file} is not valid`,
    `${file}:1:12  runtime.data_dirr: unknown key; did you mean "data_dir"?`,
    `${file}:2:1  servr: unknown key; did you mean "server"?`,
  ]);
});
