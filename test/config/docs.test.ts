import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { effectiveConfig } from "../../runner/config/effective.ts";
import { fileSchema } from "../../runner/config/schema/file.ts";
import { listKeys } from "../../runner/config/schema/keys.ts";
import { templateConfig } from "../../runner/config/template.ts";
import { configOf, shown, temporaryDirectory } from "./support.ts";

const reference = readFileSync("docs/configuration.md", "utf8");
const rows = [...reference.matchAll(/^\| `([^`]+)` \|.*$/gm)].map(([line, key = ""]) => ({
  key,
  fallback: /^`([^`]+)`$/.exec(line.split("|")[3]?.trim() ?? "")?.[1],
}));

test("the reference names exactly the keys of the schema", () => {
  expect(rows.map(({ key }) => key).toSorted()).toEqual(listKeys(fileSchema).toSorted());
});

/** What the configuration compared with must have for its inner keys to be there. */
const given: ReadonlySet<string> = new Set(["projects", "projects[].job_types.<name>.verify"]);

test("the defaults in the reference are those of the program", () => {
  const config = configOf(`
agents: { one: { adapter: codex } }
projects: [{ name: a, repo: https://h/a, job_types: { any: { verify: [x] } } }]
`);
  const effective = effectiveConfig(config);
  const compared: string[] = [];
  for (const { key, fallback } of rows) {
    const value = valueAt(effective, key);
    const sameAsAnother = fallback !== undefined && /^[a-z]+[._][a-z_]+$/.test(fallback);
    if (fallback === undefined || value === undefined || sameAsAnother || given.has(key)) continue;
    const documented: unknown = fallback.startsWith("~") ? fallback.replace("~", "/home/someone") : parse(fallback);
    expect({ [key]: value }).toEqual({ [key]: documented });
    compared.push(key);
  }
  expect(compared.length).toBeGreaterThan(25);
});

function valueAt(data: unknown, key: string): unknown {
  let value = data;
  for (const part of key.split(/\.|(?=\[)/)) {
    if (typeof value !== "object" || value === null) return undefined;
    if (part === "<name>" || part === "[]") value = Object.values(value)[0] as unknown;
    else value = (value as Record<string, unknown>)[part];
  }
  return value;
}

describe("every example is valid", () => {
  const examples = [...reference.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);
  test("there are some", () => expect(examples.length).toBeGreaterThanOrEqual(3));
  test.each(examples.map((text, index) => [index, text] as const))("example %i", (_index, text) => {
    using directory = temporaryDirectory();
    const token = join(directory.path, "service.token");
    writeFileSync(token, "t", { mode: 0o600 });
    expect(shown(text.replace("~/.spool/service.token", token), { ANTHROPIC_API_KEY: "k" })).toBe("");
  });
});

describe("the starter file", () => {
  test("is valid as it is", () => {
    expect(shown(templateConfig())).toBe("");
    expect(Object.keys(configOf(templateConfig()).agents)).toEqual(["claude", "codex"]);
  });

  test("is valid with everything in it that is commented out", () => {
    const all = templateConfig()
      .replace("projects: []\n", "")
      .replaceAll(/^( *)# (?=  |- |[a-z_]+:( |$))/gm, "$1");
    expect(all).toContain("\n  disk_quota_gb: 100");
    const config = configOf(all, { ANTHROPIC_API_KEY: "k" });
    expect(config.projects[0]?.jobTypes["review"]?.agent).toBe("claude");
    expect(config.agents["fixer"]?.command).toEqual(["/srv/box/tools/fix.sh"]);
  });
});
