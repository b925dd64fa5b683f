import { expect, test } from "vitest";
import type { Plan } from "../../shared/model/plan.ts";
import { isNoDifference, planDifference } from "../../webview/screens/plan/difference.ts";
import { samplePlan } from "../builders/approvals.ts";

const step = (title: string, detail = "") => ({ title, detail });
const file = (path: string, change: "new" | "changed" | "deleted" = "changed", reason = "") => ({
  path,
  change,
  reason,
});

/** The steps' changes, said shortly: `2 changed, was 1`. */
function stepsSaid(before: Plan["steps"], after: Plan["steps"]): string[] {
  return planDifference(samplePlan({ steps: before }), samplePlan({ steps: after })).steps.map((change) => {
    switch (change.kind) {
      case "added":
        return `${change.step} added`;
      case "removed":
        return `${change.was} removed`;
      case "moved":
      case "changed":
        return `${change.step} ${change.kind}, was ${change.was}`;
    }
  });
}

const [read, cache, drop] = [step("Read the cache", "a"), step("Cache entries", "b"), step("Drop entries", "c")];

const stepCases: [string, Plan["steps"], Plan["steps"], string[]][] = [
  ["the same", [read, cache], [read, cache], []],
  ["one more at the end", [read], [read, cache], ["2 added"]],
  ["one more at the beginning only shifts the others", [cache, drop], [read, cache, drop], ["1 added"]],
  ["one less", [read, cache, drop], [read, drop], ["2 removed"]],
  ["another text", [read, cache], [read, { ...cache, detail: "otherwise" }], ["2 changed, was 2"]],
  ["another title with the same text", [read], [{ ...read, title: "Look around" }], ["1 changed, was 1"]],
  ["a title that is alike", [step("Drop the old entry", "x")], [step("Drop the entry", "y")], ["1 changed, was 1"]],
  [
    "a text that several steps share says nothing",
    [step("Drop", "x"), step("Go", "x")],
    [step("Keep", "x")],
    ["1 added", "1 removed", "2 removed"],
  ],
  ["nothing in common", [step("Drop", "x")], [step("Keep", "y")], ["1 added", "1 removed"]],
  ["the last one comes first", [read, cache, drop], [drop, read, cache], ["1 moved, was 3"]],
  ["two are exchanged", [read, cache], [cache, read], ["2 moved, was 1"]],
  ["one is moved and changed", [read, cache, drop], [{ ...drop, detail: "d" }, read, cache], ["1 changed, was 3"]],
  [
    "of two with one title each keeps its own",
    [step("Test", "1"), step("Test", "2")],
    [step("Test", "2")],
    ["1 removed"],
  ],
  ["all gone", [read, cache], [], ["1 removed", "2 removed"]],
  ["all new", [], [read], ["1 added"]],
];
for (const [what, before, after, expected] of stepCases) {
  test(`steps: ${what}`, () => {
    expect(stepsSaid(before, after)).toEqual(expected);
  });
}

const fileCases: [string, Plan["filesToTouch"], Plan["filesToTouch"], object[]][] = [
  ["in another order", [file("a"), file("b")], [file("b"), file("a")], []],
  ["one more", [file("a")], [file("a"), file("b", "new")], [{ kind: "added", after: file("b", "new") }]],
  ["one less", [file("a"), file("b")], [file("b")], [{ kind: "removed", before: file("a") }]],
  [
    "deleted instead of changed",
    [file("a")],
    [file("a", "deleted")],
    [{ kind: "changed", before: file("a"), after: file("a", "deleted") }],
  ],
  [
    "for another reason",
    [file("a", "changed", "x")],
    [file("a", "changed", "y")],
    [{ kind: "changed", before: file("a", "changed", "x"), after: file("a", "changed", "y") }],
  ],
];
for (const [what, before, after, expected] of fileCases) {
  test(`files: ${what}`, () => {
    const difference = planDifference(samplePlan({ filesToTouch: before }), samplePlan({ filesToTouch: after }));
    expect(difference.files).toEqual(expected);
  });
}

test("texts and risks: each field by itself, risks by what they say", () => {
  const before = samplePlan({ summary: "old", risks: ["one", "two"] });
  const after = samplePlan({ title: "New title", summary: "new", acceptance: "yes", risks: ["two", "three"] });
  expect(planDifference(before, after)).toEqual({
    texts: [
      { field: "title", before: before.title, after: "New title" },
      { field: "summary", before: "old", after: "new" },
      { field: "acceptance", before: before.acceptance, after: "yes" },
    ],
    steps: [],
    files: [],
    risks: { added: ["three"], removed: ["one"] },
  });
});

test("another number, author or forecast is no change of the plan", () => {
  const forecast = { successChance: 1, durationMs: 1, turns: 1, sampleSize: 1 };
  const difference = planDifference(samplePlan(), samplePlan({ number: 2, author: "codex", forecast }));
  expect(isNoDifference(difference)).toBe(true);
  expect(isNoDifference(planDifference(samplePlan(), samplePlan({ risks: [] })))).toBe(false);
});

test("plans of the largest size are compared while a person waits", () => {
  const steps = (from: number) =>
    Array.from({ length: 200 }, (_, index) => step(`Step of module ${from + index}`, "the same for all"));
  expect(stepsSaid(steps(0), steps(100))).toEqual(
    Array.from({ length: 100 }, (_, index) => `${index + 101} changed, was ${index + 1}`),
  );
});
