import { expect, test } from "vitest";
import { planningPrompt } from "../../../runner/gates/plan/planning-prompt.ts";
import { toCorrect } from "../../../runner/gates/plan/repair.ts";
import { written } from "../../../runner/gates/plan/written.ts";
import { samplePlan } from "../../builders/approvals.ts";

const failed = { status: "failed" as const, problems: ["p"] };
const lost = { status: "lost" as const, problems: [] };
const asked = { status: "succeeded" as const, problems: [] };

test.each<[string, Parameters<typeof toCorrect>[0], readonly string[]]>([
  ["the first run plans afresh", [], []],
  ["the one after an unreadable plan corrects it", [failed], ["p"]],
  ["a run that was lost in between changes nothing", [failed, lost], ["p"]],
  ["after a failed repair it plans afresh", [failed, failed], []],
  ["and has a repair again", [failed, failed, failed], ["p"]],
  ["a plan that was asked about begins anew", [failed, asked], []],
  ["also with its own repair", [failed, asked, failed], ["p"]],
])("%s", (_, earlier, expected) => {
  expect(toCorrect(earlier)).toEqual(expected);
});

test("what was written is told by name, the first twenty", () => {
  const git = { HEAD: "a", index: "b" };
  const files = { "a.txt": "1", "b.txt": "1" };
  expect(written({ git, files }, { git, files })).toEqual([]);
  const after = { git: { HEAD: "x", index: "y", ".git/MERGE_HEAD": "z" }, files: { "a.txt": "2", "c.txt": "1" } };
  expect(written({ git, files }, after)).toEqual([
    "HEAD was changed",
    "what is staged was changed",
    ".git/MERGE_HEAD is new",
    "a.txt was changed",
    "c.txt is new",
    "b.txt is gone",
  ]);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, "1"]));
  expect(written({ git, files: {} }, { git, files: many }).at(-1)).toBe("10 more");
});

test("a resumed session is told only what changed, a new one everything", () => {
  const plan = samplePlan();
  const answered = {
    plan,
    status: "changes_requested" as const,
    comment: null,
    comments: [{ anchor: { kind: "file" as const, path: "src/cache/ttl.ts" }, text: "keep it\nfor now" }],
  };
  const resumed = planningPrompt("Do the task.", { answered, problems: [], isResumed: true });
  expect(resumed).toContain("To the file src/cache/ttl.ts:\n> keep it\n> for now");
  expect(resumed).not.toContain("Do the task.");
  const fresh = planningPrompt("Do the task.", { answered, problems: [], isResumed: false });
  expect(fresh).toContain("Do the task.");
  expect(fresh).toContain("# Cache invalidation for user updates");
});
