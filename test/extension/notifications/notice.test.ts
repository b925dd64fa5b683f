import { describe, expect, test } from "vitest";
import { type Need, needsOf } from "../../../extension/common/notifications/needs.ts";
import { noticeOf } from "../../../extension/common/notifications/notice.ts";
import { wholeQuestion } from "../../../extension/common/notifications/whole-question.ts";
import { startTestBed } from "../../builders/runner.ts";
import { askForPlan } from "../../builders/approvals.ts";
import { instruct } from "../../builders/scenario.ts";

function need(change: Partial<Need> = {}): Need {
  const approval = { id: "apr_1", revision: "r1" };
  return {
    key: "apr_1",
    threadId: "thr_1",
    title: "Fix it",
    kind: "permission",
    text: "npm test",
    approval,
    whole: false,
    ...change,
  };
}

const titles = (needs: Need[], runner?: string) => noticeOf(needs, runner)?.actions.map(({ title }) => title);

describe("what a notification says", () => {
  test("one thing is named, with what can be done about it", () => {
    expect(noticeOf([need()], undefined)?.text).toBe('"Fix it" asks: npm test');
    expect(noticeOf([need()], "box")?.text).toBe('"Fix it" asks: npm test (box)');
    expect(titles([need({ whole: true })])).toEqual(["Allow Once", "Review", "Later"]);
    expect(titles([need({ kind: "plan", whole: false })])).toEqual(["Review Plan", "Later"]);
    expect(titles([need({ kind: "budget" })])).toEqual(["Open Timeline", "Later"]);
    expect(noticeOf([need({ kind: "blocked", text: "no credits" })], undefined)?.text).toBe(
      '"Fix it" is blocked: no credits',
    );
  });

  test("what is not shown in full cannot be allowed unseen", () => {
    expect(titles([need({ whole: false })])).toEqual(["Review", "Later"]);
  });

  test("several things are counted, by thread", () => {
    const others = [need(), need({ key: "2", threadId: "thr_2" }), need({ key: "3", threadId: "thr_3" })];
    expect(noticeOf(others, undefined)).toMatchObject({ text: "3 threads need you" });
    expect(titles(others)).toEqual(["Show Them", "Later"]);
    expect(noticeOf([need(), need({ key: "2" })], undefined)?.text).toBe('"Fix it" asks 2 things of you');
    expect(noticeOf([], undefined)).toBeUndefined();
  });
});

describe("a permission question is whole", () => {
  const asked = (title: string, detail: string, diff = "") =>
    wholeQuestion({ kind: "permission", title, payload: { tool: "execute", detail, diff } });

  test("when one short line is all of it, which is then what is shown", () => {
    expect(asked("Run the tests", "npm test")).toBe("npm test");
    expect(asked("npm test", "")).toBe("npm test");
  });

  test.each([
    ["more lines", asked("npm test", "npm test\nrm -rf ~")],
    ["a change", asked("edit", "src/a.ts", "+x")],
    ["too long", asked("npm test", "x".repeat(200))],
    ["hidden characters", asked("npm test", "npm \u202Etset")],
    ["a link in it", asked("npm test", "[npm test](command:x)")],
    ["another kind", wholeQuestion({ kind: "plan", title: "t", payload: {} })],
    ["facts it has no words for", wholeQuestion({ kind: "permission", title: "t", payload: { cwd: "/" } })],
  ])("but not with %s", (_what, found) => expect(found).toBeUndefined());
});

test("threads of a real runner: a question bound to its revision, a plan; what an agent calls them is plain text", async () => {
  await using bed = await startTestBed();
  const { threads, approvals } = bed.client.api;
  const start = { project: "demo", agent: "acp", permissions: "ask" as const };
  const asking = await threads.start.mutate({
    ...start,
    title: "Ask [me](command:quit)",
    instruction: instruct("Ask", { steps: [{ ask: { title: "Look [here](command:workbench.action.quit)" } }] }),
  });
  const asked = await bed.event(({ type }) => type === "approval.requested");
  const planned = await threads.start.mutate({ project: "demo", instruction: instruct("Plan", { steps: [] }) });
  await bed.settled(planned.job.id);
  await askForPlan(bed, { jobId: planned.job.id });

  const { threads: all } = await threads.list.query({ ids: [asking.thread.id, planned.thread.id] });
  const [question, plan, ...more] = all.flatMap(needsOf);
  expect(more).toEqual([]);
  expect(plan).toMatchObject({ kind: "plan", threadId: planned.thread.id, whole: false });
  expect(question).toMatchObject({ kind: "permission", title: "Ask [me] (command:quit)" });
  expect(question?.text).toContain("Look [here] (command:workbench.action.quit)");
  expect(question?.approval?.revision).toBe(asked.type === "approval.requested" ? asked.data.revision : "");
  // What is asked is more than the notification shows as it is: there is no button for it.
  const { approval } = await approvals.get.query({ approvalId: question?.approval?.id ?? "" });
  expect(wholeQuestion(approval)).toBeUndefined();
});
