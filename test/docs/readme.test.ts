import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandTable } from "../../runner/cli/commands/table.ts";
import { globalOptions } from "../../runner/cli/help/global-options.ts";
import { parseConfig } from "../../runner/config/load.ts";
import { formatConfigErrors } from "../../runner/config/render.ts";

const root = join(import.meta.dirname, "../..");
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/architecture.md",
  "docs/mcp.md",
  "docs/operations/README.md",
].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const fences = documents.flatMap(({ path, text }) =>
  [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, language = "", body = ""]) => ({ path, language, body })),
);

/** Command lines of `spool`: each starts where a shell or a person would start one. */
const spoolLines = documents
  .flatMap(({ text }) => [...text.matchAll(/(?:^|[`'|;&(]|\bexec spool |\bbin\/|^\$ )\s*spool ([^`\n|;&']+)/gm)])
  .map(([, words = ""]) => words.trim())
  .filter((words) => /^(--|[a-z]+(\s|$))/.test(words));

const known = commandTable.flatMap(({ path, aliases = [], options = [] }) =>
  [path, ...aliases].map((words) => ({ words, options })),
);
const globalFlags = [...globalOptions.map(({ flags }) => flags), "-h, --help", "-V, --version"].flatMap(flagsOf);

function flagsOf(flags: string): string[] {
  return flags.match(/--?[a-z][a-z-]*/g) ?? [];
}

test("there are commands, examples and links to look at", () => {
  expect(spoolLines.length).toBeGreaterThan(30);
  expect(fences.filter(({ language }) => language === "yaml").length).toBeGreaterThanOrEqual(4);
});

test.each([...new Set(spoolLines)])("spool %s is a command with these options", (line) => {
  const words = line.replace(/"[^"]*"/g, "…").split(/\s+/);
  const command = known.find(({ words: path }) => path.every((word, index) => word === words[index]));
  const isGlobal = words[0]?.startsWith("-") ?? false;
  expect(command !== undefined || isGlobal, `no such command: spool ${line}`).toBe(true);
  const flags = [...globalFlags, ...(command?.options ?? []).flatMap((option) => flagsOf(option.flags))];
  for (const word of words) if (/^--?[a-z]/.test(word)) expect(flags).toContain(word);
});

test("each npm script and task that is named exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const builtIn = new Set(["test", "install"]);
  let looked = 0;
  for (const { path, text } of documents) {
    for (const [, name = ""] of text.matchAll(/\bnpm run (?:-s )?([a-z]+)/g)) {
      expect(Object.keys(scripts), path).toContain(name);
      looked += 1;
    }
    for (const [, name = ""] of text.matchAll(/\bnpm (?!run\b)([a-z]+)(?=[\s`])/g)) {
      if (builtIn.has(name)) looked += 1;
    }
    for (const [, task = ""] of text.matchAll(/node \.dev\/run\.mjs ([a-z]+)/g)) {
      expect(existsSync(join(root, ".dev/tasks", `${task}.ts`)), task).toBe(true);
    }
  }
  expect(looked).toBeGreaterThan(8);
});

test("each link and each file that is named leads somewhere", () => {
  const missing = documents.flatMap(({ path, text }) => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    const local = links.filter((target) => !/^(https?:|#)/.test(target));
    const files = local.map((target) => join(dirname(path), target.replace(/#.*$/, "")));
    const named = [...text.matchAll(/`((?:runner|shared|test|docs|\.dev)\/[A-Za-z0-9_./-]+)`/g)];
    return [...files, ...named.map(([, file = ""]) => file)].filter((file) => !existsSync(join(root, file)));
  });
  expect(missing).toEqual([]);
});

describe("configuration examples are valid", () => {
  const examples = fences.filter(({ language }) => language === "yaml");
  test.each(examples.map(({ path, body }, index) => [`${path} ${index}`, body]))("%s", (_name, text) => {
    const parsed = parseConfig(text, "/srv/box/spool.yml", { HOME: "/home/someone" });
    // The files of a certificate are not on this machine.
    const problems = parsed.ok ? [] : parsed.problems.filter(({ path }) => !path.startsWith("server.tls."));
    expect(formatConfigErrors("spool.yml", problems)).toBe("");
  });
});

test("the states in docs/architecture.md are those of the code", async () => {
  const { jobStatuses } = await import("../../shared/model/job.ts");
  const { canMoveJob } = await import("../../shared/machines/job.ts");
  const text = documents.find(({ path }) => path === "docs/architecture.md")?.text ?? "";
  for (const from of jobStatuses) {
    const row = text.split("\n").find((line) => line.startsWith("| `") && line.split("|")[1]?.includes(`\`${from}\``));
    expect(row, from).toBeDefined();
    const named = (row?.split("|")[3] ?? "").match(/[a-z_]+/g) ?? [];
    expect({ from, to: named.toSorted() }).toEqual({
      from,
      to: jobStatuses.filter((to) => canMoveJob(from, to)).toSorted(),
    });
  }
});
