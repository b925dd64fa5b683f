import { lstatSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SpoolError } from "../../shared/errors.ts";
import { projectAdd, projectRemove } from "../../runner/config/edit/edit-projects.ts";
import { withProject, withoutProject } from "../../runner/config/edit/project-text.ts";
import { templateConfig } from "../../runner/config/template.ts";
import { configOf, environment, temporaryDirectory } from "./support.ts";

const added = { name: "new", repo: "git@h:new.git" };
const lines = "  - name: new\n    repo: git@h:new.git\n";

describe("a project goes in as lines of its own, and comes out again without a trace", () => {
  test.each([
    ["an empty list", "projects: []\n", `projects:\n${lines}`],
    ["a comment behind it", "projects: []   # none\nruntime: {}\n", `projects: # none\n${lines}runtime: {}\n`],
    [
      "odd spaces and comments",
      "# top\nprojects:   # all\n\n  - name: a   # A\n    repo:   /a # here\n\n# tail\nruntime:   { sandbox:   auto }   # x\n",
      `# top\nprojects:   # all\n\n  - name: a   # A\n    repo:   /a # here\n${lines}\n# tail\nruntime:   { sandbox:   auto }   # x\n`,
    ],
    [
      "no indentation",
      "projects:\n- name: a\n  repo: /a\nserver: {}\n",
      "projects:\n- name: a\n  repo: /a\n- name: new\n  repo: git@h:new.git\nserver: {}\n",
    ],
    [
      "a block of text at the end",
      "projects:\n  - name: a\n    repo: /a\n    setup: |\n      one\n      two\n",
      `projects:\n  - name: a\n    repo: /a\n    setup: |\n      one\n      two\n${lines}`,
    ],
    [
      "Windows line ends",
      "projects:\r\n  - name: a\r\n    repo: /a\r\nserver: {}\r\n",
      "projects:\r\n  - name: a\r\n    repo: /a\r\n  - name: new\r\n    repo: git@h:new.git\r\nserver: {}\r\n",
    ],
    ["the starter file", templateConfig(), templateConfig().replace("projects: []\n", `projects:\n${lines}`)],
  ])("%s", (_name, before, after) => {
    expect(withProject(before, added)).toBe(after);
    const index = (after.match(/^ *- name:/gm) ?? []).length - 1;
    expect(withoutProject(after, index).replace("[] #", "[]   #")).toBe(before);
  });

  test("the first of two goes with its lines, comments around it stay", () => {
    const text = "projects:\n  # one\n  - name: a # A\n    repo: /a\n  # two\n  - name: b # B\n    repo: /b\n";
    expect(withoutProject(text, 0)).toBe("projects:\n  # one\n  # two\n  - name: b # B\n    repo: /b\n");
    expect(withoutProject(text, 1)).toBe("projects:\n  # one\n  - name: a # A\n    repo: /a\n  # two\n");
  });

  test("a list in brackets keeps its comments", () => {
    const text = "# top\nprojects: [{ name: a, repo: /a }] # all\n";
    expect(configOf(withProject(text, added)).projects.map(({ name }) => name)).toEqual(["a", "new"]);
    expect(withProject(text, added)).toMatch(/^# top\nprojects: .*\] # all\n$/);
    expect(withoutProject(text, 0)).toBe("# top\nprojects: [] # all\n");
  });

  test("no projects yet, not even the key", () => {
    expect(withProject("server: {}", added)).toBe(`server: {}\n\nprojects:\n${lines}`);
  });

  test("whatever the texts and comments are", () => {
    const value = fc.constantFrom("x", "'a: b'", '"#"', "|\n      block\n", ">-\n      folded", "[1, 2]", "{ k: v }");
    const comment = fc.constantFrom("", " # note", "\n    # own line", "\n");
    const item = fc.tuple(value, comment, fc.constantFrom("", "  # before\n", "\n"));
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 4 }),
        fc.constantFrom("", "\n# tail\n", "server: {}\n"),
        (items, tail) => {
          const list = items.map(([text, note, before], at) => `${before}  - name: p${at}\n    repo: ${text}${note}\n`);
          const text = list.length === 0 ? `projects: []\n${tail}` : `projects:\n${list.join("")}${tail}`;
          const after = withProject(text, added);
          expect(after).toContain("repo: git@h:new.git");
          expect(withoutProject(after, items.length)).toBe(text);
        },
      ),
    );
  });
});

describe("the file on disk", () => {
  test("is replaced as a whole, with its mode, through a link", async () => {
    using directory = temporaryDirectory();
    const real = join(directory.path, "real.yml");
    const path = join(directory.path, "spool.yml");
    writeFileSync(real, "projects: [] # none\n", { mode: 0o640 });
    symlinkSync(real, path);
    const { ino } = statSync(real);
    await projectAdd(path, added, environment);
    expect(readFileSync(path, "utf8")).toBe(`projects: # none\n${lines}`);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(statSync(real).ino).not.toBe(ino);
    await projectRemove(path, "new", environment);
    expect(readFileSync(path, "utf8")).toBe("projects: [] # none\n");
    expect(readdirSync(directory.path).toSorted()).toEqual(["real.yml", "spool.yml"]);
  });

  test.each<[string, string, (path: string) => Promise<void>, string, RegExp]>([
    [
      "a name that is taken",
      "projects: [{ name: New, repo: /a }]\n",
      (path) => projectAdd(path, added, environment),
      "conflict",
      /already/,
    ],
    [
      "an unsafe name",
      "projects: []\n",
      (path) => projectAdd(path, { ...added, name: "../x" }, environment),
      "config_invalid",
      /unchanged/,
    ],
    [
      "an agent that is not there",
      "projects: []\n",
      (path) => projectAdd(path, { ...added, default_agent: "x" }, environment),
      "config_invalid",
      /unchanged/,
    ],
    [
      "a project that is not there",
      "projects: []\n",
      (path) => projectRemove(path, "x", environment),
      "not_found",
      /no project/,
    ],
    ["broken YAML", "projects: [\n", (path) => projectAdd(path, added, environment), "config_invalid", /correct YAML/],
    [
      "a project that others refer to",
      "projects: [&a { name: a, repo: /a }, { <<: *a, name: b }]\n",
      (path) => projectRemove(path, "a", environment),
      "conflict",
      /refer to/,
    ],
    [
      "the ancestor's file",
      "tick: { interval_ms: 1 }\nprojects: []\n",
      (path) => projectAdd(path, added, environment),
      "not_available",
      /does not change it/,
    ],
  ])("stays as it is for %s", async (_name, text, change, code, message) => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "spool.yml");
    writeFileSync(path, text);
    const error: unknown = await change(path).catch((caught: unknown) => caught);
    expect(SpoolError.is(error) && error.code).toBe(code);
    expect(String(error)).toMatch(message);
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(directory.path)).toEqual(["spool.yml"]);
  });

  test("that is not there is said to be missing", async () => {
    using directory = temporaryDirectory();
    const error: unknown = await projectAdd(join(directory.path, "x"), added, environment).catch(
      (caught: unknown) => caught,
    );
    expect(SpoolError.is(error, "not_found")).toBe(true);
  });

  test("may lack a variable that only the runner's own environment has", async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "spool.yml");
    writeFileSync(path, "agents: { a: { adapter: claude, env: { GH_TOKEN: $ONLY_THERE } } }\nprojects: []\n");
    await projectAdd(path, added, environment);
    expect(readFileSync(path, "utf8")).toContain("name: new");
    const hidden = { ...added, name: "b", repo: "https://h/b", credentials: { token: "literal" } };
    const error: unknown = await projectAdd(path, hidden, environment).catch((caught: unknown) => caught);
    expect(SpoolError.is(error, "config_invalid") && JSON.stringify(error.details)).toContain(
      "must not stand in the file",
    );
  });
});
