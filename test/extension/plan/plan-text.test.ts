import { expect, test } from "vitest";
import type { ApprovalSummary } from "../../../shared/api/views.ts";
import { approval as approvalSchema } from "../../../shared/model/approval.ts";
import { draftText, parseDraft } from "../../../extension/common/plan/draft-text.ts";
import { planMeant } from "../../../extension/common/plan/pending-plans.ts";
import { planMarkdown } from "../../../extension/common/plan/plan-markdown.ts";
import { planRecord, plansOf } from "../../../extension/common/plan/plan-record.ts";
import { samplePlan } from "../../builders/approvals.ts";
import { approvalRow } from "../../builders/rows.ts";

/** An approval of a job whose payload is a plan with something more. */
function asked(id: string, change: object = {}, payload: object = {}) {
  const plan = { ...samplePlan(), ...payload };
  return approvalSchema.parse({
    ...approvalRow({ threadId: "thr_1", jobId: "job_1", id }),
    kind: "plan",
    payload: plan,
    ...change,
  });
}

test("the plans of a job are those of that job, in the order in which they were asked", () => {
  const all = [
    asked("apr_b", { requestedAt: 20 }),
    asked("apr_c", { jobId: "job_2" }),
    asked("apr_d", { kind: "permission" }),
    asked("apr_a", { requestedAt: 10 }),
  ];
  expect(plansOf(all, "job_1").map(({ approvalId }) => approvalId)).toEqual(["apr_a", "apr_b"]);
});

test("a plan is given whole; what this version does not know of it is given as it is, at its place", () => {
  expect(planRecord(asked("apr_1"))).toMatchObject({ plan: samplePlan(), rest: "" });
  const [step] = samplePlan().steps;
  const more = planRecord(asked("apr_1", {}, { steps: [{ ...step, command: "rm -rf /" }], budget: { usd: 5 } }));
  expect(more.plan?.steps).toEqual([step]);
  expect(JSON.parse(more.rest)).toEqual({ steps: { "0": { command: "rm -rf /" } }, budget: { usd: 5 } });
});

test("what is no plan that this version knows is given as it came", () => {
  const record = planRecord(asked("apr_1", { payload: { goal: "everything" } }));
  expect(record.plan).toBeNull();
  expect(JSON.parse(record.rest)).toEqual({ goal: "everything" });
});

const summary = (id: string, kind: string, status: string) => ({ id, kind, status }) as ApprovalSummary;
const meant: [what: string, all: ApprovalSummary[], id: string | undefined, expected: string | undefined][] = [
  ["nothing was asked", [], undefined, undefined],
  ["no plan was", [summary("a", "permission", "pending")], undefined, undefined],
  ["the one that waits", [summary("a", "plan", "pending"), summary("b", "plan", "approved")], undefined, "a"],
  ["none waits: the newest", [summary("a", "plan", "rejected"), summary("b", "plan", "approved")], undefined, "b"],
  ["the one that is named", [summary("a", "plan", "rejected"), summary("b", "plan", "pending")], "a", "a"],
  [
    "what is named is no plan",
    [summary("a", "permission", "pending"), summary("b", "plan", "pending")],
    "a",
    undefined,
  ],
];
for (const [what, all, id, expected] of meant) {
  test(`which plan is meant: ${what}`, () => {
    expect(planMeant(all, id)?.id).toBe(expected);
  });
}

test("a draft comes back as it was; what is no draft is somebody's text", () => {
  const draft = {
    revision: "r1",
    text: "All",
    comments: [{ id: "1", anchor: { kind: "step" as const, step: 1 }, about: "Drop", text: "x" }],
  };
  expect(parseDraft(draftText(draft), "r2")).toEqual(draft);
  expect(draftText(null)).toBe("");
  for (const text of ["Looks good", '{"text":1}', "[]"])
    expect(parseDraft(text, "r2")).toEqual({ revision: "r2", text, comments: [] });
});

test("as a document a plan says all it says in the panel", () => {
  const signal = { score: 74, sources: [{ name: "tests", score: 60, reason: "half" }] };
  const forecast = { successChance: 0.5, durationMs: 90_000, turns: 4, sampleSize: 1 };
  expect(planMarkdown(planRecord(asked("apr_1", { revision: "abc" }, { signal, forecast, budget: 5 }))))
    .toBe(`# Cache invalidation for user updates

Plan 1 by claude opus, revision abc

## Summary

Entries of \`UserCache\` go when the user they hold changes.

## Approach

Listen to the events of the store instead of guessing a time to live.

## Steps

1. **Drop the entry on update**

   In \`UserCache.set\`, by the user's id.

2. **Cover it with a test**

   One that fails today.

## Files

- changed: \`src/cache/user.ts\`: holds the entries
- new: \`test/cache/user.test.ts\`: the missing test
- deleted: \`src/cache/ttl.ts\`: nothing needs it then

## Risks

- Two writers at the same instant.

## Acceptance check

\`npm test\` passes, and a changed user is seen at once.

## Signal

74 of 100

- tests: 60. half

## Forecast

50 % succeed · 1:30 · 4 turns · from 1 similar job

## Also in this plan

\`\`\`json
{
  "budget": 5
}
\`\`\`
`);
});

test("nothing hostile in a plan is hidden in its document, or gets out of its place", () => {
  const text = planMarkdown(
    planRecord(
      asked(
        "apr_1",
        {},
        {
          title: "One\n# Two \u202Egnp",
          steps: [{ title: "**Bold**\n2. Three", detail: "a\nb" }],
          filesToTouch: [{ path: "a`b\n# c", change: "new", reason: "x\ny" }],
          odd: "```\n# out",
        },
      ),
    ),
  );
  const lines = text.split("\n");
  expect(lines[0]).toBe("# One # Two ⟨U+202E⟩gnp");
  expect(lines).toContain("1. **\\*\\*Bold\\*\\* 2. Three**");
  expect(lines).toContain("- new: `` a`b # c ``: x");
  expect(lines).toContain("  y");
  expect(lines.filter((line) => line.startsWith("# "))).toHaveLength(1);
  // A fence in the text does not end the fence around it.
  expect(lines).toContain("````json");
});
