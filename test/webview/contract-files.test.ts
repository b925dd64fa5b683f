import { expect, test } from "vitest";
import type { Approval } from "../../shared/model/approval.ts";
import { contractFiles } from "../../webview/screens/thread/contract-files.ts";
import { approvalRow, jobRow } from "../builders/rows.ts";

const file = (path: string) => ({ path, change: "changed", reason: "" });
const plan = (jobId: string, status: Approval["status"], files: Approval["payload"][string]) =>
  approvalRow({ jobId, kind: "plan", status, decidedBy: "ana", payload: { title: "A plan", filesToTouch: files } });
const outside = (jobId: string, status: Approval["status"], ...paths: string[]) =>
  approvalRow({ jobId, kind: "contract", status, decidedBy: "ben", payload: { files: paths.map(file) } });

test("a job is held to its plan's files, and to what was granted; what was refused or is asked stands beside", () => {
  const approvals = [
    plan("job_1", "rejected", [file("old.ts")]),
    plan("job_1", "approved", [file("a.ts"), file("b.ts")]),
    outside("job_1", "approved", "c.ts"),
    outside("job_1", "rejected", "d.ts", "a.ts"),
    outside("job_1", "pending", "e.ts"),
    outside("job_1", "cancelled", "f.ts"),
  ];
  expect(contractFiles({ jobs: [jobRow({ id: "job_1" })], approvals })).toEqual({
    title: "A plan",
    approvedBy: "ana",
    files: [
      { path: "a.ts", state: "planned", by: null },
      { path: "b.ts", state: "planned", by: null },
      { path: "c.ts", state: "granted", by: "ben" },
      { path: "d.ts", state: "refused", by: "ben" },
      { path: "e.ts", state: "asked", by: "ben" },
    ],
  });
});

test("a job that goes on is bound by the thread's plan, another one by nothing but its own", () => {
  const approvals = [plan("job_1", "approved", [file("a.ts")])];
  const jobs = (type: string) => [jobRow({ id: "job_1" }), jobRow({ id: "job_2", type })];
  expect(contractFiles({ jobs: jobs("continue"), approvals })?.files).toHaveLength(1);
  expect(contractFiles({ jobs: jobs("implement"), approvals })).toBeUndefined();
  expect(contractFiles({ jobs: [], approvals })).toBeUndefined();
});

test("what no runner of this kind would send is left out", () => {
  const jobs = [jobRow({ id: "job_1" })];
  expect(contractFiles({ jobs, approvals: [plan("job_1", "approved", "a.ts")] })?.files).toEqual([]);
  expect(contractFiles({ jobs, approvals: [plan("job_1", "approved", [null, 1, { path: 2 }])] })?.files).toEqual([]);
});
