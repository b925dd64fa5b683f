import { expect, test } from "vitest";
import { classify } from "../../runner/verify/classify.ts";
import { rulesForChecks } from "../../runner/verify/known-rules.ts";
import { largestRulesFile, readProjectRules } from "../../runner/verify/project-rules.ts";
import { compileTextPattern } from "../../runner/verify/text-pattern.ts";

const read = (text: string) => readProjectRules(new TextEncoder().encode(text));

test("a project's rule wins over a built-in one of its rank, and not over one that says more", () => {
  const { rules, problems } = read(
    "rules:\n  - class: shop.migration\n    pattern: relation * does not exist\n    specificity: 4\n    hint: Run npm run migrate.\n",
  );
  expect(problems).toEqual([]);
  const own = 'error: relation "carts" does not exist';
  const named = "NameError: name 'x' is not defined";
  expect(classify(`${own}\n${named}`, [...rules, ...rulesForChecks])).toMatchObject({
    class: "shop.migration",
    origin: "project",
    hint: "Run npm run migrate.",
  });
  const weak = read(
    "rules:\n  - { class: shop.migration, pattern: relation * does not exist, specificity: 1, hint: x }\n",
  );
  expect(classify(`${own}\n${named}`, [...weak.rules, ...rulesForChecks])?.class).toBe("python.name_error");
});

test.each([
  ["not yaml", "rules: [", /^line 1: /],
  ["no list", "rules: 3\n", /^line 1: rules: expected a list/],
  [
    "an unknown key",
    "rules:\n  - class: a.b\n    pattern: abc\n    regex: x\n    hint: y\n",
    /^line 4: rules\[0\]\.regex: unknown key/,
  ],
  ["no hint", "rules:\n  - class: a.b\n    pattern: abc\n", /rules\[0\]\.hint: is missing/],
  [
    "a class that is none",
    "rules:\n  - class: Broken\n    pattern: abc\n    hint: y\n",
    /^line 2: rules\[0\]\.class: expected two words/,
  ],
  [
    "a pattern that fits all",
    "rules:\n  - class: a.b\n    pattern: '*'\n    hint: y\n",
    /^line 3: rules\[0\]\.pattern: expected at least three/,
  ],
  [
    "a pattern without end",
    `rules:\n  - class: a.b\n    pattern: ${"x".repeat(301)}\n    hint: y\n`,
    /^line 3: .*at most 300/,
  ],
  [
    "a severity that is none",
    "rules:\n  - class: a.b\n    pattern: abc\n    severity: fatal\n    hint: y\n",
    /^line 4: .*recoverable or hard/,
  ],
  ["a scalar as a rule", "rules:\n  - abc\n", /^line 2: rules\[0\]: expected a map/],
  [
    "an alias bomb",
    `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
    /aliases/,
  ],
  ["too large", `# ${"x".repeat(largestRulesFile)}\n`, /^larger than/],
  ["control characters", "rules:\n  - \u0007\n", /^line 2: /],
])("what is wrong is said with its line: %s", (_, text, problem) => {
  const { rules, problems } = read(text);
  expect(rules).toEqual([]);
  expect(problems.join("\n")).toMatch(problem);
});

test("a rule that is wrong does not take the others with it; there is an end to them", () => {
  const good = (index: number) => `  - { class: a.b${index}, pattern: text ${index}, hint: h }\n`;
  const mixed = read(`rules:\n${good(1)}  - { class: a.c, hint: h }\n${good(2)}`);
  expect([mixed.rules.map((rule) => rule.class), mixed.problems.length]).toEqual([["a.b1", "a.b2"], 1]);
  const many = read(`rules:\n${Array.from({ length: 101 }, (_, index) => good(index)).join("")}`);
  expect(many.rules).toHaveLength(100);
});

test.each([
  ["Migration * is pending", "error: migration 0042 IS pending!", true],
  ["Migration * is pending", "is pending: migration", false],
  ["cost \\* 2", "cost * 2", true],
  ["cost \\* 2", "cost 9 2", false],
  ["a.c+", "a.c+", true],
  ["a.c+", "abcc", false],
])("%s in %s: %s", (pattern, line, fits) => expect(compileTextPattern(pattern)?.(line)).toBe(fits));

test("a pattern of stars is linear", () => {
  const fits = compileTextPattern("*a".repeat(140) + "abc");
  const began = performance.now();
  expect(fits?.("a".repeat(499))).toBe(false);
  expect(performance.now() - began).toBeLessThan(50);
});
