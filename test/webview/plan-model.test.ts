import { expect, test } from "vitest";
import type { PlanDraft } from "../../shared/panels/plan.ts";
import { PlanModel, type PlanScreenState } from "../../webview/screens/plan/plan-model.ts";
import { samplePlan } from "../builders/approvals.ts";
import { type OpenedPlans, openedPlans, planRecord } from "./support/plans.ts";

/** A model with what it keeps and what it wants saved. */
function begin(from: OpenedPlans, kept: Partial<PlanScreenState> = {}) {
  const saves: [string, PlanDraft | null][] = [];
  const state = { ...kept };
  const model = new PlanModel(from, {
    kept,
    keep: (changes) => Object.assign(state, changes),
    save: (approvalId, draft) => saves.push([approvalId, draft]),
  });
  return { model, saves, state };
}

const say = (text: string) => (draft: PlanDraft) => ({ ...draft, text });
const changesRequested = { status: "changes_requested", decidedBy: "ada", decidedAt: 5 } as const;

test("the plan that was asked for is shown; without one, the newest", () => {
  const plans = [planRecord(1, changesRequested), planRecord(2)];
  expect(begin(openedPlans(plans), { approvalId: "apr_1" }).model.shown.approvalId).toBe("apr_1");
  expect(begin(openedPlans(plans)).model.shown.approvalId).toBe("apr_2");
  expect(begin(openedPlans(plans), { approvalId: "apr_gone" }).model.shown.approvalId).toBe("apr_2");
});

test("a newer plan is told of and not gone to; its changes are against the one that was read last", () => {
  const { model } = begin(openedPlans([planRecord(1, changesRequested), planRecord(2, changesRequested)]));
  model.markRead();
  model.setPlans([
    planRecord(1, changesRequested),
    planRecord(2, changesRequested),
    planRecord(3, changesRequested),
    planRecord(4),
  ]);
  expect(model.shown.approvalId).toBe("apr_2");
  expect(model.newer?.approvalId).toBe("apr_4");
  model.show("apr_4");
  expect(model.newer).toBeUndefined();
  expect(model.isRead).toBe(false);
  expect(model.base?.approvalId).toBe("apr_2");
});

test("a revision of the same plan is one that was not read, and what it replaced stays until then", () => {
  const { model } = begin(openedPlans([planRecord(1)]));
  model.markRead();
  expect(model.isRead).toBe(true);
  const changed = planRecord(1, { revision: "r1b", content: { summary: "Otherwise." } });
  model.setPlans([changed]);
  expect(model.shown.revision).toBe("r1");
  expect(model.newer).toBe(changed);
  model.show("apr_1");
  expect(model.shown).toBe(changed);
  expect(model.base?.revision).toBe("r1");
  expect(model.isRead).toBe(false);
});

test("what becomes of the plan that is shown is shown", () => {
  const { model } = begin(openedPlans([planRecord(1)]));
  model.setPlans([planRecord(1, { status: "approved", decidedBy: "bob", decidedAt: 7 })]);
  expect(model.shown).toMatchObject({ status: "approved", decidedBy: "bob" });
});

test("what was not sent goes along to the newer plan, and is kept in one place only", () => {
  const { model, saves, state } = begin(openedPlans([planRecord(1)]));
  model.write((draft) => ({
    ...draft,
    text: "Mind the cache",
    comments: [{ id: "c1", anchor: { kind: "step", step: 1 }, about: "Drop the entry on update", text: "Why?" }],
  }));
  const [first, ...steps] = samplePlan().steps;
  const next = planRecord(2, { content: { steps: [{ title: "Look", detail: "" }, first!, ...steps] } });
  model.setPlans([planRecord(1, { status: "cancelled" }), next]);
  model.show("apr_2");
  expect(model.draft).toMatchObject({ text: "Mind the cache", comments: [{ anchor: { kind: "step", step: 2 } }] });
  expect(Object.keys(state.drafts ?? {})).toEqual(["apr_2"]);
  expect(saves.at(-2)).toEqual(["apr_1", null]);
  expect(saves.at(-1)?.[0]).toBe("apr_2");
});

test("looking back at an older plan moves nothing", () => {
  const { model } = begin(openedPlans([planRecord(1, changesRequested), planRecord(2)]));
  model.write(say("on the second"));
  model.show("apr_1");
  expect(model.draft.text).toBe("");
  model.show("apr_2");
  expect(model.draft.text).toBe("on the second");
});

test("who answers second keeps what they wrote; who answers first has nothing left to keep", () => {
  const decided = [planRecord(1, { status: "approved", decidedBy: "bob" })];
  const loser = begin(openedPlans([planRecord(1)]));
  loser.model.write(say("wait"));
  expect(loser.model.settle({ kind: "already_decided", plans: decided })).toBe(false);
  expect(loser.model.draft.text).toBe("wait");
  loser.model.discardDraft();
  expect(loser.saves.at(-1)).toEqual(["apr_1", null]);

  const winner = begin(openedPlans([planRecord(1)]));
  winner.model.write(say("fine"));
  expect(winner.model.settle({ kind: "decided", plans: decided })).toBe(true);
  expect(winner.model.draft.text).toBe("");
  expect(winner.state.drafts).toEqual({});
});

const draft = (text: string): PlanDraft => ({ revision: "r1", text, comments: [] });
const found: [
  what: string,
  here: PlanScreenState["drafts"],
  runner: Record<string, PlanDraft> | null,
  expected: string,
][] = [
  ["only on the runner", {}, { apr_1: draft("there") }, "there"],
  ["written here and not sent", { apr_1: { draft: draft("here"), saved: false } }, { apr_1: draft("there") }, "here"],
  [
    "sent, and gone on with elsewhere",
    { apr_1: { draft: draft("here"), saved: true } },
    { apr_1: draft("there") },
    "there",
  ],
  ["sent, and discarded elsewhere", { apr_1: { draft: draft("here"), saved: true } }, {}, ""],
  ["sent, and the runner cannot be asked", { apr_1: { draft: draft("here"), saved: true } }, null, "here"],
];
for (const [what, drafts, runner, expected] of found) {
  test(`a draft that is ${what}`, () => {
    const { model, saves } = begin(openedPlans([planRecord(1)], runner), { drafts });
    expect(model.draft.text).toBe(expected);
    expect(saves.length > 0).toBe(expected === "here" && runner !== null);
  });
}

test("a draft counts as saved only when it is the one that was sent", () => {
  const { model, state } = begin(openedPlans([planRecord(1)]));
  model.write(say("one"));
  const sent = model.draft;
  model.write(say("one two"));
  model.markSaved("apr_1", sent);
  expect(state.drafts?.["apr_1"]?.saved).toBe(false);
  model.markSaved("apr_1", model.draft);
  expect(state.drafts?.["apr_1"]?.saved).toBe(true);
});
