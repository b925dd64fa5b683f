import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { commandTable, groups } from "../../runner/cli/commands/table.ts";
import { commandHelp, groupHelp, rootHelp } from "../../runner/cli/help/help.ts";
import { aliases, extensionActions, floorActions } from "../../runner/cli/json/protocol.ts";
import { commandReference } from "../../runner/cli/help/markdown.ts";
import { expectGolden } from "./support/golden.ts";

const root = join(import.meta.dirname, "../..");
const program = join(root, "dist/runner/spool.js");

test("help reads the same as before and fits 80 columns", async () => {
  const texts = [rootHelp(), ...Object.keys(groups).map(groupHelp), ...commandTable.map(commandHelp)];
  await expectGolden("help.txt", texts.join(`${"─".repeat(40)}\n`));
  const prose = texts
    .join("")
    .split("\n")
    .filter((line) => !line.startsWith("  $ ") && !line.startsWith("usage: "));
  expect(prose.filter((line) => line.length > 80)).toEqual([]);
});

test("docs/cli.md is what the command table says; node .dev/run.mjs docs makes it so", async () => {
  expect(await readFile(join(root, "docs/cli.md"), "utf8")).toBe(commandReference());
});

test("docs/json-v1.md has every action and alias", async () => {
  const text = await readFile(join(root, "docs/json-v1.md"), "utf8");
  const names = [...floorActions, ...extensionActions, ...Object.keys(aliases)];
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test("each command teaches itself, each group lists its commands", async () => {
  for (const args of [["--help"], [], ["thread"], ["thread", "--help"], ["submit", "--help"], ["job", "logs", "-h"]]) {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], { reject: false });
    expect({ args, exitCode, stderr }).toEqual({ args, exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/--help/);
  }
});

test("every command's module is there", async () => {
  for (const spec of commandTable) expect(typeof (await spec.load())).toBe("function");
});

test("an older Node is told what is needed, and nothing is loaded", async () => {
  const fake = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.11.0"})`;
  const { exitCode, stdout, stderr } = await execa(process.execPath, ["--import", fake, program, "status"], {
    reject: false,
  });
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 1,
    stdout: "",
    stderr:
      "spool: needs Node.js 22.13 or newer, this is 20.11.0\n" +
      `hint: install Node.js 24, for example with npm install -g node-${process.platform}-${process.arch}@24`,
  });
});

test("help <command> is the same as <command> --help, and a wrong use names the nearest help", async () => {
  const run = (...args: string[]) => execa(process.execPath, [program, ...args], { reject: false });
  expect((await run("help", "token", "create")).stdout).toBe((await run("token", "create", "--help")).stdout);
  expect((await run("help")).stdout).toBe((await run("--help")).stdout);
  expect((await run("token", "create", "laptop")).stderr).toContain("hint: spool token create --help teaches it");
  expect((await run("job", "retry")).stderr).toContain("hint: spool job retry --help teaches it");
});
