import { expect, test } from "vitest";
import { askForPlan, samplePlan } from "../builders/approvals.ts";
import { startTestBed } from "../builders/runner.ts";

test("a plan of a held job is read, answered by one of two clients, and there after a restart", async () => {
  await using bed = await startTestBed();
  const { api } = bed.client;
  const { job } = await api.threads.start.mutate({ project: "demo", instruction: "Later", hold: true });
  const asked = await askForPlan(bed, { jobId: job.id });
  const seen = await bed.event(({ type }) => type === "approval.requested");
  expect(seen).toMatchObject({ jobId: job.id, data: { approvalId: asked.id, kind: "plan" } });
  const { approval, seq } = await api.approvals.get.query({ approvalId: asked.id });
  expect(approval).toEqual({ ...asked, payload: samplePlan() });
  expect(seq).toBeGreaterThanOrEqual(seen.seq);
  await expect(api.approvals.get.query({ approvalId: "apr_none" })).rejects.toMatchObject({ code: "not_found" });
  const { revision } = approval;
  const answers = await Promise.allSettled([
    api.approvals.decide.mutate({ approvalId: asked.id, revision, decision: "approve" }),
    api.approvals.decide.mutate({ approvalId: asked.id, revision, decision: "request_changes", comment: "smaller" }),
  ]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(answers.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "already_decided" } });
  const { threads } = await api.threads.list.query({ ids: [job.threadId] });
  expect(threads).toMatchObject([{ pendingApprovals: [] }]);
  await bed.restart();
  const later = await bed.client.api.approvals.get.query({ approvalId: asked.id });
  expect(["approved", "changes_requested"]).toContain(later.approval.status);
});
