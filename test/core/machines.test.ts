import { expect, test } from "vitest";
import { retryDelay } from "../../shared/machines/backoff.ts";
import { canMoveJob, isJobActive, isJobFinal, isJobWaiting } from "../../shared/machines/job.ts";
import { deriveThreadStatus } from "../../shared/machines/thread.ts";
import { type JobStatus, jobStatuses } from "../../shared/model/job.ts";
import type { ThreadStatus } from "../../shared/model/thread.ts";

/** Columns as the rows, in the order of `jobStatuses`; x: may move there. */
const moves: Record<JobStatus, string> = {
  pending: ".x........x",
  queued: "x.x......xx",
  preparing: "...xx.xxxxx",
  running: "....xxxxxxx",
  verifying: "...x..xxxxx",
  waiting_approval: ".x.x..x.xxx",
  retry_queued: "..x.....xxx",
  succeeded: "...........",
  failed: ".x.........",
  blocked: ".x......x.x",
  cancelled: ".x.........",
};

for (const from of jobStatuses) {
  test(`a ${from} job may go where the table says and nowhere else`, () => {
    const row = jobStatuses.map((to) => (canMoveJob(from, to) ? "x" : ".")).join("");
    expect(row).toBe(moves[from]);
  });
}

test("every status is one of held, waiting, final, or for a human to decide", () => {
  const kinds = jobStatuses.map((status) =>
    [isJobActive(status) && "held", isJobWaiting(status) && "waiting", isJobFinal(status) && "final"]
      .filter(Boolean)
      .join(),
  );
  const [held, waiting, final] = ["held", "waiting", "final"];
  expect(kinds).toEqual(["", waiting, held, held, held, held, waiting, final, final, "", final]);
});

const statuses: [ThreadStatus, boolean, JobStatus[]][] = [
  ["open", false, []],
  ["open", false, ["pending"]],
  ["active", false, ["queued"]],
  ["active", false, ["succeeded", "retry_queued"]],
  ["active", false, ["failed", "running"]],
  ["active", false, ["running", "failed"]],
  ["waiting_input", false, ["waiting_approval"]],
  ["waiting_input", false, ["waiting_approval", "running"]],
  ["waiting_input", false, ["running", "waiting_approval", "queued"]],
  ["blocked", false, ["succeeded", "blocked"]],
  ["blocked", false, ["succeeded", "failed"]],
  ["blocked", false, ["failed", "pending"]],
  ["idle", false, ["failed", "succeeded"]],
  ["idle", false, ["cancelled"]],
  ["idle", false, ["succeeded", "pending"]],
  ["archived", true, []],
  ["archived", true, ["running"]],
];
for (const [status, archived, jobs] of statuses) {
  test(`a thread with ${jobs.join(", ") || "no jobs"}${archived ? ", put away," : ""} is ${status}`, () => {
    expect(deriveThreadStatus({ archived, jobs })).toBe(status);
  });
}

test("a thread whose waiting job no time will let go on is blocked, unless something of it works", () => {
  const status = (jobs: JobStatus[]) => deriveThreadStatus({ archived: false, jobs, held: true });
  expect([status(["retry_queued"]), status(["queued", "succeeded"])]).toEqual(["blocked", "blocked"]);
  expect([status(["queued", "running"]), status(["queued", "waiting_approval"])]).toEqual(["active", "waiting_input"]);
});

test("the delay doubles from 10 s to 300 s, plus up to 2 s", () => {
  expect([1, 2, 3, 5, 6, 7, 1_000].map((failures) => retryDelay(failures, 0, 10_000))).toEqual([
    10_000, 20_000, 40_000, 160_000, 300_000, 300_000, 300_000,
  ]);
  expect(retryDelay(0, 0, 10_000)).toBe(10_000);
  expect(retryDelay(1, 0.999_999, 10_000)).toBe(11_999);
});
