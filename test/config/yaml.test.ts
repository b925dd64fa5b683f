import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../runner/config/load.ts";
import { formatConfigErrors } from "../../runner/config/render.ts";
import { templateConfig } from "../../runner/config/template.ts";
import { decodeText } from "../../runner/config/yaml/text.ts";
import { configOf, environment, file, problemsOf, project, shown } from "./support.ts";

test.each([
  ["", "spool.yml:1:1  the file is empty; a configuration is a map of keys"],
  ["# only a comment\n", "spool.yml:1:1  the file is empty; a configuration is a map of keys"],
  ["- a\n", "spool.yml:1:1  a configuration is a map of keys; this is a list"],
  ["\n  word\n", "spool.yml:2:3  a configuration is a map of keys; this is a single value"],
  ["runtime: {}\nruntime: {}\n", "spool.yml:2:1  runtime: this key stands twice in the same map"],
  ["runtime: {\n", "spool.yml:2:1  YAML syntax: wrong indentation, or a bracket or brace that is never closed"],
  ["runtime:\n\tdata_dir: x\n", "spool.yml:2:1  YAML syntax: a tab cannot indent; use spaces"],
  [
    "runtime: {}\n---\nserver: {}\n",
    "spool.yml:2:1  YAML syntax: a second document starts here (---); a configuration is one document",
  ],
  ["? [a]\n: b\n", "spool.yml:1:3  a key must be a word or a number"],
  ["runtime: *none\n", "spool.yml:1:10  runtime: this alias has no anchor (&name) before it"],
  [
    "runtime: &a { limits: *a }\n",
    "spool.yml:1:23  runtime.limits.limits: this alias stands inside what it stands for",
  ],
  ["<<: 5\n", "spool.yml:1:5  << takes a map or a list of maps"],
  ['runtime: { data_dir: "a\\0b" }\n', "spool.yml:1:22  runtime.data_dir: the text holds a character that no text has"],
])("%j", (text, expected) => expect(shown(text).split("\n")[0]).toBe(expected));

test("anchors, aliases and merge keys work, and a map's own keys win", () => {
  const config = configOf(`
projects:
  - &base { name: a, repo: /srv/a, worktrees: &trees { pool: 3 } }
  - { <<: *base, name: b }
  - { <<: [{ base_branch: dev }, *base], name: c, worktrees: { <<: *trees, prune_after_days: 1 } }
`);
  expect(
    config.projects.map(({ name, repo, baseBranch, worktrees }) => [name, repo, baseBranch, worktrees.pool]),
  ).toEqual([
    ["a", "/srv/a", "main", 3],
    ["b", "/srv/a", "main", 3],
    ["c", "/srv/a", "dev", 3],
  ]);
});

test("ten lines of aliases do not become a billion values", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 10; level++) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(", ")}]`);
  }
  expect(shown(lines.join("\n"))).toContain("aliases stand for more than 5000 values");
});

describe("a file made to hurt the reader is refused in bounded time", () => {
  test.each([
    ["deep lists", "[".repeat(500_000)],
    ["deep maps", "a: ".repeat(200_000)],
    ["deep flow maps", `runtime: ${"{a: ".repeat(100_000)}`],
    ["many keys", Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join("\n")],
    ["one long line", `runtime: "${"x".repeat(1_000_000)}`],
    [
      "many merges",
      `a: &a { b: 1 }\n${Array.from({ length: 10_000 }, (_, index) => `k${index}: { <<: *a }`).join("\n")}`,
    ],
  ])("%s", (_name, text) => {
    const started = performance.now();
    expect(problemsOf(text)).not.toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("the key %s reaches nothing", (key) => {
  for (const text of [
    `${key}: { polluted: 1 }`,
    `agents: { ${key}: { adapter: claude } }`,
    project(`job_types: { ${key}: { agent: claude } }`),
    `runtime: { <<: { ${key}: { polluted: 1 } } }`,
  ]) {
    expect(shown(text)).toContain("this name is reserved");
  }
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(shown(project(`default_agent: ${key}`))).not.toBe("");
});

const valid = `${templateConfig().replace("projects: []", "")}
projects:
  - name: a
    repo: https://h/a.git
    credentials: { token: $T }
    copy: [.env]
    copy_from: ~/a
    setup: [npm ci, [a, b]]
    hooks: { after_create: x, timeout_minutes: 5 }
    job_types: { implement: &i { verify: [a, { name: b, run: c }] }, fix: *i, review: {} }
`;

/** Throws when it crashes, tells nothing, tells of a place that is not there, or tells the secret. */
function survives(text: string): void {
  const parsed = parseConfig(text, file, { ...environment, T: "hunter2-hunter2" });
  if (parsed.ok) return;
  const lines = text.split("\n").length;
  const wrong = parsed.problems.find(
    ({ line, column, message }) => line < 0 || line > lines + 1 || column < 0 || !message,
  );
  const shownText = formatConfigErrors("f", parsed.problems);
  if (wrong || parsed.problems.length === 0 || shownText.includes("hunter2")) throw new Error(`told: ${shownText}`);
}

/** The smallest counterexample in words; undefined when there is none. */
function failure<Value>(property: fc.IProperty<Value>, numRuns = 500): string | undefined {
  const run = fc.check(property, { numRuns });
  return run.failed ? fc.defaultReportMessage(run) : undefined;
}

test("the valid file is valid", () => expect(shown(valid, { T: "t" })).toBe(""));

test("no text makes it crash", () => {
  expect(failure(fc.property(fc.string({ unit: "binary" }), survives), 300)).toBeUndefined();
  const pieces = fc.constantFrom(
    "a",
    ":",
    " ",
    "\n",
    "  ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "*a",
    "&a ",
    "<<: ",
    "|",
    '"',
    "!!map ",
    "? ",
    "projects",
    "---\n",
    "%YAML 1.1\n---\n",
    "~",
    "0x1",
    ".inf",
    "#",
  );
  expect(
    failure(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => survives(parts.join(""))),
      500,
    ),
  ).toBeUndefined();
});

test("no change to a valid file makes it crash", () => {
  const cut = fc.tuple(fc.nat(valid.length), fc.nat(30), fc.string({ maxLength: 12 }));
  expect(
    failure(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        let text = valid;
        for (const [at, length, put] of cuts) text = text.slice(0, at) + put + text.slice(at + length);
        survives(text);
      }),
      400,
    ),
  ).toBeUndefined();
});

test("no value in the place of another makes it crash", () => {
  const places = ["runtime", "server", "agents", "projects", "git", "x"];
  const inner = [
    "name",
    "repo",
    "hooks",
    "setup",
    "job_types",
    "worktrees",
    "credentials",
    "copy",
    "git",
    "adapter",
    "env",
    "listen",
    "limits",
  ];
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.oneof(
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom("$T", "file:x", "~", "/", "claude"),
      ),
      fc.array(tie("node"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...inner), fc.string()), tie("node"), { maxKeys: 5 }),
    ),
  })).node;
  expect(
    failure(
      fc.property(fc.dictionary(fc.constantFrom(...places), tree), (data) => survives(JSON.stringify(data))),
      500,
    ),
  ).toBeUndefined();
});

test("no bytes make the decoder crash", () => {
  expect(
    failure(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoded = decodeText(bytes);
        if (decoded.ok) survives(decoded.text);
      }),
    ),
  ).toBeUndefined();
});
