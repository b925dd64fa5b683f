import { expect, test } from "vitest";
import { waitedMs, workingDeadline } from "../../runner/engine/working-time.ts";
import type { ApprovalKind } from "../../shared/model/approval.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

const hour = 3_600_000;

const asked = (requestedAt: number, decidedAt: number | null, kind: ApprovalKind = "permission") => ({
  kind,
  requestedAt,
  decidedAt,
});

test.each([
  ["nothing asked", [], 0],
  ["one answered", [asked(10, 30)], 20],
  ["one open", [asked(80, null)], 20],
  ["two at once count once", [asked(10, 40), asked(20, 50)], 40],
  ["one within another", [asked(10, 50), asked(20, 30)], 40],
  ["in no order", [asked(60, 70), asked(10, 20)], 20],
  ["asked before the agent began", [asked(-50, 10)], 10],
  ["answered by a clock set back", [asked(50, 20), asked(60, 70)], 10],
  ["asked without holding up the agent", [asked(10, 30, "contract"), asked(40, null, "liveness")], 0],
  ["decided in what is now the future", [asked(90, 500)], 10],
])("what was waited for a person: %s", (_case, questions, expected) => {
  expect(waitedMs(questions, 0, 100)).toBe(expected);
});

test("a deadline moves while something is asked, and is looked at again then, but not without pause", () => {
  const work = { startedAt: 0, timeoutMs: 100, now: 90 };
  expect(workingDeadline([], work)).toEqual({ at: 100, lookAt: 100 });
  expect(workingDeadline([asked(10, 40)], work)).toEqual({ at: 130, lookAt: 130 });
  expect(workingDeadline([asked(80, null)], work)).toEqual({ at: 110, lookAt: 5_090 });
});

const instruction = instruct("Ask", {
  steps: [
    {
      ask: {
        title: "May I write?",
        allowed: [{ write: { path: "allowed.txt", content: "yes\n" } }],
        denied: [{ say: "denied" }, { write: { path: "denied.txt", content: "no\n" } }, { wait: "never" }],
      },
    },
  ],
});

test("the time a job waits for a person is not its own, also over a restart; what it then takes is", async () => {
  let shift = 0;
  await using bed = await startTestBed({ clock: { now: () => Date.now() + shift } });
  const ask = async (decision: "approve" | "reject") => {
    const permissions = { agent: "acp", permissions: "ask" as const, timeoutMs: hour / 2, retryLimit: 0 };
    const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, ...permissions });
    const request = await bed.event((event) => event.type === "approval.requested" && event.jobId === job.id);
    if (request.type !== "approval.requested") throw new Error("not asked");
    shift += hour;
    await bed.restart();
    await bed.client.api.approvals.decide.mutate({ approvalId: request.data.approvalId, decision });
    return job;
  };
  const allowed = await ask("approve");
  expect(await bed.settled(allowed.id)).toBe("succeeded");
  const denied = await ask("reject");
  await bed.event((event) => event.type === "agent.message" && event.jobId === denied.id);
  shift += hour;
  await bed.restart();
  expect(await bed.settled(denied.id)).toBe("failed");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: denied.id });
  expect(runs.map(({ run }) => run.status)).toEqual(["timed_out"]);
});

test("a job that asks outlasts another whose time is as short and which does not; nor is it called silent", async () => {
  let frozen: number | undefined = Date.now();
  await using bed = await startTestBed({
    clock: { now: () => frozen ?? Date.now() },
    runtime: { stop_grace_seconds: 0.1 },
    project: {
      job_types: {
        implement: { agent: "acp", publish: "none", permissions: "ask", stall_minutes: 0.01, retry_limit: 0 },
      },
    },
  });
  const start = { project: "demo", timeoutMs: 2_000 };
  const { job } = await bed.client.api.threads.start.mutate({ ...start, instruction });
  const request = await bed.event((event) => event.type === "approval.requested");
  if (request.type !== "approval.requested") throw new Error("not asked");
  frozen = undefined;
  const hang = instruct("Hang", { steps: [{ say: "waiting" }, { wait: "never" }] });
  const other = await bed.client.api.threads.start.mutate({ ...start, instruction: hang });
  expect(await bed.settled(other.job.id)).toBe("failed");
  frozen = Date.now();
  const { approvalId } = request.data;
  await bed.client.api.approvals.decide.mutate({ approvalId, decision: "approve" });
  expect(await bed.settled(job.id)).toBe("succeeded");
  const stalled = (await bed.events()).filter(({ type }) => type === "agent.stalled");
  expect(stalled.map(({ jobId }) => jobId)).not.toContain(job.id);
});
