import { expect, test } from "vitest";
import type { PlanDraft } from "../../shared/panels/plan.ts";
import {
  type Anchor,
  carryOver,
  decisionText,
  draftAsText,
  isEmptyDraft,
  merged,
  placeName,
  sendableComments,
} from "../../webview/screens/plan/draft.ts";
import { type Circumstances, whyNotYet } from "../../webview/screens/plan/readiness.ts";
import { samplePlan } from "../builders/approvals.ts";

const plan = samplePlan();
const second: Anchor = { kind: "step", step: 2 };
const userFile: Anchor = { kind: "file", path: "src/cache/user.ts" };

function draftOn(...places: [Anchor, string][]): PlanDraft {
  const comments = places.map(([anchor, text], index) => ({
    id: `c${index}`,
    anchor,
    about: placeName(anchor, plan),
    text,
  }));
  return { revision: "r1", text: "All in all", comments };
}

const written = draftOn([second, "Which one?"], [userFile, "Careful."]);

test("comments go with their step, wherever it is in the next plan, and with their file", () => {
  const [one, two] = plan.steps;
  const next = samplePlan({ steps: [{ title: "Look first", detail: "" }, one!, { ...two!, detail: "Two of them." }] });
  for (const before of [plan, null]) {
    const carried = carryOver(written, { revision: "r2", plan: next, before });
    expect(carried.revision).toBe("r2");
    expect(carried.text).toBe("All in all");
    expect(carried.comments.map(({ anchor, text }) => [anchor, text])).toEqual([
      [{ kind: "step", step: 3 }, "Which one?"],
      [userFile, "Careful."],
    ]);
  }
});

test("a step that is called otherwise is still the same one when the plan before is known", () => {
  const next = samplePlan({ steps: [plan.steps[0]!, { title: "Cover it with two tests", detail: "" }] });
  const { comments } = carryOver(written, { revision: "r2", plan: next, before: plan });
  expect(comments[0]).toMatchObject({ anchor: second, about: "Cover it with two tests" });
});

test("a comment whose place is gone keeps its text and what it was about", () => {
  const next = samplePlan({ steps: [], filesToTouch: [] });
  const carried = carryOver(written, { revision: "r2", plan: next, before: plan });
  expect(carried.comments).toMatchObject([
    { anchor: null, about: "Cover it with a test", text: "Which one?" },
    { anchor: null, about: "src/cache/user.ts", text: "Careful." },
  ]);
  expect(sendableComments(carried)).toEqual([]);
  expect(isEmptyDraft(carried)).toBe(false);
  expect(draftAsText(carried)).toContain("On Cover it with a test:\nWhich one?");
  // It does not come back to life by itself when it is carried on.
  expect(carryOver(carried, { revision: "r3", plan, before: next }).comments[0]?.anchor).toBeNull();
});

test("two drafts become one without losing or doubling anything", () => {
  const other = { ...draftOn([userFile, "Careful."]), text: "Else" };
  const both = merged({ ...written, comments: written.comments.slice(0, 1) }, { ...other, comments: written.comments });
  expect(both.text).toBe("All in all\n\nElse");
  expect(both.comments.map(({ id }) => id)).toEqual(["c0", "c1"]);
});

test("what is sent: places with a rejection and a request, words with an approval, nothing that is empty", () => {
  const draft = draftOn([second, "Which one?"], [userFile, "  "]);
  const comments = [{ anchor: second, text: "Which one?" }];
  expect(decisionText(draft, "request_changes")).toEqual({ comment: "All in all", comments, problem: null });
  expect(decisionText(draft, "reject")).toEqual({ comment: "All in all", comments, problem: null });
  expect(decisionText(draft, "approve")).toEqual({
    comment: "All in all\n\nOn step 2: Which one?",
    comments: [],
    problem: null,
  });
  const long = draftOn([second, "x".repeat(10_000)], [userFile, "x".repeat(10_000)]);
  expect(decisionText(long, "approve").problem).toMatch(/too long/);
  expect(decisionText(long, "reject").problem).toBeNull();
});

const ready: Circumstances = {
  record: { status: "pending", plan },
  disabled: null,
  superseded: false,
  read: true,
  deciding: false,
};
const reasons: [what: string, change: Partial<Circumstances>, expected: RegExp | null][] = [
  ["a plan that was read", {}, null],
  ["one that was not read to its end", { read: false }, /to its end/],
  ["one with a newer one", { superseded: true, read: false }, /newer/],
  ["no connection", { disabled: "the runner is offline: gone" }, /^The runner is offline: gone\.$/],
  ["an answer on its way", { deciding: true }, /Sending/],
  ["one that is decided", { record: { status: "approved", plan }, disabled: "offline" }, /decided/],
];
for (const [what, change, expected] of reasons) {
  test(`whether one can decide: ${what}`, () => {
    const reason = whyNotYet({ ...ready, ...change });
    if (expected === null) expect(reason).toBeNull();
    else expect(reason).toMatch(expected);
  });
}
