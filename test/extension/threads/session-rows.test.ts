import { expect, test } from "vitest";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import type { NewEvent, TimelineEvent } from "../../../shared/events/catalogue.ts";
import { SessionRows } from "../../../extension/common/threads/session-rows.ts";
import { summaryOf } from "./summaries.ts";

const now = new Date(2026, 10, 3, 14).getTime();
const view = { grouping: "state", filter: {}, pinned: new Set<string>() } as const;

function working(id: string): ThreadSummary {
  return summaryOf(id, { thread: { status: "active" }, job: { status: "running", createdAt: Number(id) } });
}

function rowsOf(threads: ThreadSummary[]): { rows: SessionRows; set: (...changed: ThreadSummary[]) => void } {
  const known = new Map(threads.map((summary) => [summary.thread.id, summary]));
  const rows = new SessionRows(() => [...known.values()]);
  rows.refresh(view, now);
  return { rows, set: (...changed) => changed.forEach((summary) => known.set(summary.thread.id, summary)) };
}

let seq = 0;
function event(threadId: string, told: NewEvent): TimelineEvent {
  seq += 1;
  return { ...told, threadId, seq, at: seq * 1_000 };
}

test("nothing is drawn anew when nothing changed", () => {
  const { rows } = rowsOf([working("1"), working("2")]);
  expect(rows.refresh(view, now)).toEqual({ kind: "some", groups: [], threads: [] });
});

test("a changed thread is its own row only, as long as it stays where it is", () => {
  const { rows, set } = rowsOf([working("1"), working("2")]);
  set({ ...working("1"), changes: { files: 1, additions: 1, deletions: 0 } });
  expect(rows.refresh(view, now)).toEqual({ kind: "some", groups: [], threads: ["1"] });
});

test("who comes or goes is drawn with the groups it concerns; a group that comes or goes with everything", () => {
  const done = summaryOf("3", { thread: { status: "idle", updatedAt: now }, job: { status: "succeeded" } });
  const { rows, set } = rowsOf([working("1"), working("2"), done]);
  set(working("4"));
  expect(rows.refresh(view, now)).toEqual({ kind: "some", groups: ["working"], threads: [] });
  set(summaryOf("1", { thread: { status: "idle", updatedAt: now }, job: { status: "succeeded" } }));
  expect(rows.refresh(view, now)).toEqual({ kind: "some", groups: ["working", "done_today"], threads: [] });
  set(summaryOf("2", { job: { status: "blocked" }, thread: { status: "blocked" } }));
  expect(rows.refresh(view, now)).toEqual({ kind: "all" });
});

test("events say what is done now; a repetition draws nothing", () => {
  const { rows } = rowsOf([working("1"), working("2")]);
  const step = { type: "step.started", data: { kind: "verify", name: "npm test", command: "npm test" } } as const;
  rows.note([event("1", step)]);
  expect(rows.activity("1")).toMatchObject({ text: "verify: npm test" });
  expect(rows.refresh(view, now)).toMatchObject({ threads: ["1"] });
  const since = rows.activity("1")?.since;
  rows.note([event("1", step)]);
  expect(rows.activity("1")?.since).toBe(since);
  expect(rows.refresh(view, now)).toMatchObject({ threads: [] });
  const call = { callId: "c", title: "Edit", detail: null, paths: ["src/auth.ts", "b.ts"] };
  rows.note([event("1", { type: "agent.tool_call", data: { ...call, tool: "edit" } })]);
  expect(rows.activity("1")?.text).toBe("work: editing auth.ts");
  const newer = JSON.parse('{"callId":"c","title":"Dream","detail":null,"paths":[],"tool":"dream"}') as typeof call & {
    tool: "other";
  };
  rows.note([event("1", { type: "agent.tool_call", data: newer })]);
  expect(rows.activity("1")?.text).toBe("work: using Dream");
  rows.note([event("1", { type: "job.status", data: { from: "running", to: "succeeded", reason: null } })]);
  expect(rows.activity("1")).toBeUndefined();
});

test("after a gap in the stream no activity is claimed", () => {
  const { rows } = rowsOf([working("1")]);
  rows.note([event("1", { type: "stage.started", data: { stage: "verify" } })]);
  rows.refresh(view, now);
  rows.forgetActivities();
  expect(rows.activity("1")).toBeUndefined();
  expect(rows.refresh(view, now)).toMatchObject({ threads: ["1"] });
});

test("what a search found is shown beside what is loaded, which is fresher", () => {
  const { rows } = rowsOf([working("1")]);
  const filter = { text: "thread" };
  rows.setFound([summaryOf("1", { thread: { title: "Thread as it was" } }), summaryOf("9")]);
  rows.refresh({ ...view, filter }, now);
  expect(rows.get("1")?.thread.title).toBe("Thread 1");
  expect(rows.get("9")?.thread.title).toBe("Thread 9");
});
