import { expect, test } from "vitest";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import { fitsFilter, filterText } from "../../../extension/common/threads/filter.ts";
import { type Grouping, groupThreads } from "../../../extension/common/threads/grouping.ts";
import { summaryOf } from "./summaries.ts";

const dayStart = new Date(2026, 10, 3).getTime();
const hour = 3_600_000;
const pinned = new Set<string>();

const threads: ThreadSummary[] = [
  summaryOf("old", { thread: { status: "idle", updatedAt: dayStart - 9 * 24 * hour }, job: { status: "succeeded" } }),
  summaryOf("done", { thread: { status: "idle", updatedAt: dayStart + hour }, job: { status: "succeeded" } }),
  summaryOf("failed", {
    thread: { projectId: "prj_api", status: "blocked", updatedAt: dayStart - hour },
    job: { status: "failed" },
    project: "api",
  }),
  summaryOf("blocked", { thread: { status: "blocked", updatedAt: dayStart }, job: { status: "blocked" } }),
  summaryOf("asks", {
    thread: { status: "waiting_input", updatedAt: dayStart },
    asks: [{ requestedAt: dayStart + 2 * hour }],
  }),
  summaryOf("works", {
    thread: { status: "active", updatedAt: dayStart + 5 * hour },
    job: { status: "running", createdAt: 1 },
  }),
  summaryOf("works-later", {
    thread: { status: "active", updatedAt: dayStart },
    job: { status: "running", createdAt: 2 },
  }),
  summaryOf("waits", {
    thread: { status: "active", updatedAt: dayStart + 6 * hour },
    job: { status: "queued", createdAt: 3 },
    waiting: { jobId: "j", threadId: "waits", title: "", position: 1, reason: { kind: "starting" } },
  }),
  summaryOf("away", {
    thread: { status: "archived", archivedAt: 1, updatedAt: dayStart },
    job: { status: "succeeded" },
  }),
];

function drawn(grouping: Grouping, of = threads, pins: ReadonlySet<string> = pinned): Record<string, string> {
  const groups = groupThreads(of, { grouping, dayStart, pinned: pins });
  return Object.fromEntries(groups.map(({ title, threadIds }) => [title, threadIds.join(" ")]));
}

test("by state: what needs the person first, and no row jumps while it works", () => {
  const groups = drawn("state");
  expect(groups).toEqual({
    "Needs you": "asks blocked",
    Working: "works-later works waits",
    "Done today": "done",
    Failed: "failed",
    Earlier: "old",
    Archived: "away",
  });
  expect(Object.keys(groups)[0]).toBe("Needs you");
});

test("by project and by time", () => {
  expect(drawn("project", threads.slice(0, 5))).toEqual({ api: "failed", demo: "asks blocked done old" });
  expect(drawn("time", threads.slice(0, 3))).toEqual({ Today: "done", Yesterday: "failed", Older: "old" });
});

test("two projects of one name, and one whose name is a trick, stay apart", () => {
  const of = ["prj_1", "prj_2"].map((projectId) =>
    summaryOf(projectId, { thread: { projectId }, project: "de\u202emo" }),
  );
  const groups = groupThreads(of, { grouping: "project", dayStart, pinned });
  expect(groups.map(({ title, key }) => [title, key])).toEqual([
    ["demo", "prj_1"],
    ["demo", "prj_2"],
  ]);
});

test("pinned threads come first in their group, and stay in it", () => {
  expect(drawn("state", threads, new Set(["works", "old"]))).toMatchObject({
    Working: "works works-later waits",
    Earlier: "old",
  });
});

test("a filter narrows by text, project and state; what is archived is shown only when asked for", () => {
  const fitting = (filter: Parameters<typeof fitsFilter>[1]) =>
    threads.filter((summary) => fitsFilter(summary, filter, dayStart)).map(({ thread }) => thread.id);
  expect(fitting({})).not.toContain("away");
  expect(fitting({ text: "WORKS" })).toEqual(["works", "works-later"]);
  expect(fitting({ text: "spool/o" })).toEqual(["old"]);
  expect(fitting({ project: "api" })).toEqual(["failed"]);
  expect(fitting({ group: "archived" })).toEqual(["away"]);
  expect(fitting({ group: "working", text: "later" })).toEqual(["works-later"]);
  expect(filterText({ text: "cache", project: "api", group: "failed" })).toBe("“cache” in api, failed");
});
