import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { classify } from "../../runner/verify/classify.ts";
import { rulesForAgents, rulesForChecks } from "../../runner/verify/known-rules.ts";

const corpus = join(import.meta.dirname, "corpus");
const note = join(import.meta.dirname, "../../docs/notes/010-failures.md");

/** What product.md names; agents' own words are the last. */
const ecosystems = [
  "python",
  "node",
  "dotnet",
  "rust",
  "go",
  "jvm",
  "ruby",
  "php",
  "c",
  "git",
  "shell",
  "agents",
] as const;

/** No change to the rules may fall below these on the half that they were not tuned on. */
const bar = { precision: 0.95, recall: 0.9 };

interface Log {
  name: string;
  /** The classes that are true of it; none: no rule should know it. */
  expected: string[];
  half: string;
  source: string;
}

async function index(): Promise<Log[]> {
  const [, ...rows] = (await readFile(join(corpus, "index.tsv"), "utf8")).trimEnd().split("\n");
  return rows.map((row) => {
    const [name = "", expected = "", half = "", source = ""] = row.split("\t");
    return { name, expected: expected === "-" ? [] : expected.split("|"), half, source };
  });
}

const ecosystemOf = ({ name }: Log) => name.slice(0, name.indexOf("/"));

async function classOf(log: Log): Promise<string | undefined> {
  const rules = ecosystemOf(log) === "agents" ? rulesForAgents : rulesForChecks;
  return classify(await readFile(join(corpus, `${log.name}.txt`), "utf8"), rules)?.class;
}

interface Count {
  logs: number;
  /** A class was named, and it is one that is true. */
  right: number;
  /** A class was named that is not true, or where none is. */
  wrong: number;
  /** No class was named though there is one. */
  missed: number;
  /** Of `logs`, those of which no class is true. */
  unknown: number;
}

const precision = ({ right, wrong }: Count) => right / (right + wrong);
const recall = ({ right, logs, unknown }: Count) => right / (logs - unknown);

function tableRow(name: string, count: Count): string {
  const cells = [name, count.logs, count.right, count.wrong, count.missed];
  return `| ${[...cells, precision(count).toFixed(2), recall(count).toFixed(2)].join(" | ")} |`;
}

async function judged(logs: readonly Log[]): Promise<Count & { failures: string[] }> {
  const result = { logs: logs.length, right: 0, wrong: 0, missed: 0, unknown: 0, failures: [] as string[] };
  for (const log of logs) {
    const found = await classOf(log);
    if (log.expected.length === 0) result.unknown += 1;
    if (found !== undefined && log.expected.includes(found)) result.right += 1;
    else if (found !== undefined) result.wrong += 1;
    else if (log.expected.length > 0) result.missed += 1;
    else continue;
    if (!log.expected.includes(found ?? "")) {
      result.failures.push(`${log.name}: ${found ?? "nothing"} instead of ${log.expected.join(" or ") || "nothing"}`);
    }
  }
  return result;
}

test("each log says where it comes from, and every ecosystem has some in both halves", async () => {
  const logs = await index();
  const files = (await readdir(corpus, { recursive: true })).filter((name) => name.endsWith(".txt"));
  expect(files.toSorted()).toEqual(logs.map(({ name }) => `${name}.txt`).toSorted());
  expect(logs.length).toBeGreaterThanOrEqual(120);
  const measured = logs.filter(({ half }) => half === "measure").length;
  expect(measured / logs.length).toBeGreaterThan(0.45);
  for (const { name, half, source } of logs) {
    expect(half, name).toMatch(/^(?:tune|measure)$/);
    expect(source, name).toMatch(/^(?:made here with .+: \S|as in https:\/\/github\.com\/.+)/);
  }
  for (const ecosystem of ecosystems) {
    const own = logs.filter((log) => ecosystemOf(log) === ecosystem);
    expect(new Set(own.map(({ half }) => half)).size, ecosystem).toBe(2);
  }
});

test("what is told about the half that was kept for measuring is what docs/notes/010-failures.md says", async () => {
  const measured = (await index()).filter(({ half }) => half === "measure");
  const rows: string[] = [];
  for (const ecosystem of ecosystems) {
    rows.push(tableRow(ecosystem, await judged(measured.filter((log) => ecosystemOf(log) === ecosystem))));
  }
  const total = await judged(measured);
  rows.push(tableRow("**all**", total));
  expect(precision(total), total.failures.join("\n")).toBeGreaterThanOrEqual(bar.precision);
  expect(recall(total), total.failures.join("\n")).toBeGreaterThanOrEqual(bar.recall);
  expect(await readFile(note, "utf8")).toContain(rows.join("\n"));
});
