import { expect, test } from "vitest";
import type { Scenario } from "../../runner/agents/scripted/scenario.ts";
import { goodPlanner, greet, sayPlan, startPlanningBed } from "../builders/planning.ts";

test("a job plans, waits without a run, and works by the plan in the same session once it is approved", async () => {
  await using bed = await startPlanningBed(goodPlanner);
  const { jobId, threadId } = await bed.begin();
  const asked = await bed.asked(jobId);
  expect(asked).toMatchObject({
    kind: "plan",
    title: "A greeting",
    status: "pending",
    expiresAt: null,
    payload: { number: 1, author: "script", filesToTouch: [{ path: "greeting.txt", change: "new" }] },
  });
  const waiting = await bed.detail(jobId);
  expect(waiting.job).toMatchObject({ status: "waiting_approval", owner: null, attemptsUsed: 0 });
  expect(waiting.thread.status).toBe("waiting_input");
  const [planned] = waiting.runs;
  expect(planned?.run).toMatchObject({ status: "succeeded", costUsd: 0.5, summary: "Whoever comes is greeted." });
  expect(planned?.stages.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    "prepare ok",
    "brief ok",
    "plan ok",
  ]);
  expect(planned?.checkpoints).toEqual([]);
  expect(waiting.artifacts.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "agent_stdout agent.out",
    "agent_stderr agent.err",
    "plan plan-1.json",
    "plan plan-1.md",
  ]);
  await bed.client.api.approvals.decide.mutate({
    approvalId: asked.id,
    revision: asked.revision,
    decision: "approve",
    comment: "but politely",
  });
  expect(await bed.settled(jobId)).toBe("succeeded");
  const done = await bed.detail(jobId);
  expect(done.job).toMatchObject({ attemptsUsed: 1, summary: "Greeted." });
  expect(done.runs.map(({ stages }) => stages.map(({ name }) => name))).toEqual([
    ["prepare", "brief", "plan"],
    ["prepare", "brief", "work", "verify", "preflight", "publish"],
  ]);
  const changes = await bed.client.api.threads.changes.query({ threadId });
  expect(changes.files.map(({ path }) => path)).toEqual(["greeting.txt"]);
});

test("changes that are asked for reach the agent in its session, and the next plan is another question", async () => {
  await using bed = await startPlanningBed(goodPlanner);
  const { jobId } = await bed.begin();
  const first = await bed.asked(jobId);
  await bed.client.api.approvals.decide.mutate({
    approvalId: first.id,
    revision: first.revision,
    decision: "request_changes",
    comment: "be brief",
    comments: [{ anchor: { kind: "step", step: 1 }, text: "one word" }],
  });
  const second = await bed.asked(jobId, 2);
  expect(second).toMatchObject({ title: "A shorter greeting", payload: { number: 2 } });
  expect(second.revision).not.toBe(first.revision);
  const { runs, job } = await bed.detail(jobId);
  expect(job).toMatchObject({ status: "waiting_approval", attemptsUsed: 0 });
  const told = await bed.told(runs[1]?.run.id ?? "");
  expect(told).toContain("To step 1 (Write the greeting):\n> one word");
  expect(told).toContain("To the whole plan:\n> be brief");
  await expect(bed.client.api.jobs.approve.mutate({ jobId, revision: first.revision })).rejects.toMatchObject({
    code: "stale_revision",
  });
  await bed.client.api.jobs.approve.mutate({ jobId, revision: second.revision });
  expect(await bed.settled(jobId)).toBe("succeeded");
});

test("a rejected plan blocks the job with the reason; tried again, the agent is told and plans anew", async () => {
  await using bed = await startPlanningBed(goodPlanner);
  const { jobId } = await bed.begin();
  const asked = await bed.asked(jobId);
  const { id: approvalId, revision } = asked;
  await bed.client.api.approvals.decide.mutate({ approvalId, revision, decision: "reject", comment: "not now" });
  const { job } = await bed.detail(jobId);
  expect(job).toMatchObject({ status: "blocked", reason: "plan rejected by local: not now" });
  await bed.client.api.jobs.retry.mutate({ jobId });
  expect(await bed.asked(jobId, 2)).toMatchObject({ payload: { number: 2 } });
  const { runs } = await bed.detail(jobId);
  expect(await bed.told(runs[1]?.run.id ?? "")).toMatch(/rejected[^]*> not now/);
});

const broken = sayPlan({ steps: [], files_to_touch: [{ path: "../out.txt" }] });

test("a plan that cannot be read is corrected once, in the same session, at no attempt's cost", async () => {
  await using bed = await startPlanningBed({
    cases: [
      { when: { phase: "plan", instruction: "^## Correct the plan" }, steps: [{ session: "s-1" }, sayPlan()] },
      { when: { phase: "plan" }, steps: [{ session: "s-1" }, broken] },
      { steps: [greet] },
    ],
  });
  const { jobId } = await bed.begin({ retryLimit: 0 });
  const asked = await bed.asked(jobId);
  expect(asked.payload).toMatchObject({ number: 1 });
  const { runs, job } = await bed.detail(jobId);
  expect(job.attemptsUsed).toBe(0);
  expect(runs.map(({ run }) => [run.status, run.failureClass])).toEqual([
    ["failed", "plan.unreadable"],
    ["succeeded", null],
  ]);
  const told = await bed.told(runs[1]?.run.id ?? "");
  expect(told).toContain("- files_to_touch[1].path: a path inside the repository, like src/main.ts");
  await bed.client.api.jobs.approve.mutate({ jobId, revision: asked.revision });
  expect(await bed.settled(jobId)).toBe("succeeded");
});

test("a plan that cannot be read the second time either is a failed plan, and nobody is asked", async () => {
  await using bed = await startPlanningBed({ steps: [{ say: "I would rather talk about it." }] });
  const { jobId, threadId } = await bed.begin();
  expect(await bed.settled(jobId)).toBe("failed");
  const { runs, approvals, job } = await bed.detail(jobId);
  expect(runs.map(({ run }) => run.failureClass)).toEqual(["plan.unreadable", "plan.unreadable"]);
  expect(approvals).toEqual([]);
  expect(job.reason).toBe("the plan could not be read: the answer holds no JSON object with a plan");
  expect((await bed.events({ threadId })).filter(({ type }) => type === "approval.requested")).toEqual([]);
});

test("an agent that writes while it plans has failed, and what it wrote gets no further", async () => {
  const scenario: Scenario = {
    cases: [
      { when: { phase: "plan", attempt: 1 }, steps: [{ write: { path: "early.txt", content: "x\n" } }, sayPlan()] },
      { when: { phase: "plan" }, steps: [sayPlan()] },
      { steps: [greet] },
    ],
  };
  // In a sandbox it could not: `confined-planning.test.ts`.
  await using bed = await startPlanningBed(scenario, { runtime: { sandbox: "off" } });
  const { jobId, threadId } = await bed.begin();
  expect(await bed.settled(jobId)).toBe("failed");
  const { runs, approvals, job } = await bed.detail(jobId);
  expect(job.reason).toBe("the agent wrote while it was only to plan: early.txt is new");
  expect(runs.map(({ run }) => run.failureClass)).toEqual(["plan.wrote"]);
  expect(approvals).toEqual([]);
  await bed.client.api.jobs.retry.mutate({ jobId });
  const asked = await bed.asked(jobId);
  await bed.client.api.jobs.approve.mutate({ jobId, revision: asked.revision });
  await bed.event((event) => event.type === "job.status" && event.data.to === "succeeded");
  const changes = await bed.client.api.threads.changes.query({ threadId });
  expect(changes.files.map(({ path }) => path)).toEqual(["greeting.txt"]);
});

test("a restart while a plan waits changes nothing, and an answer given in the next life counts", async () => {
  await using bed = await startPlanningBed(goodPlanner);
  const { jobId } = await bed.begin();
  const asked = await bed.asked(jobId);
  await bed.restart();
  const { job, runs } = await bed.detail(jobId);
  expect([job.status, runs.length]).toEqual(["waiting_approval", 1]);
  await bed.client.api.jobs.approve.mutate({ jobId, revision: asked.revision });
  expect(await bed.settled(jobId)).toBe("succeeded");
});

test("a plan that nobody answers in its time expires, by the runner's clock, also when there was no runner then", async () => {
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  const project = {
    job_types: { implement: { agent: "script", mode: "interactive", publish: "patch", plan_expires_hours: 24 } },
  };
  await using bed = await startPlanningBed(goodPlanner, { clock, project });
  const { jobId } = await bed.begin({ mode: undefined });
  const asked = await bed.asked(jobId);
  expect((asked.expiresAt ?? 0) - asked.requestedAt).toBe(86_400_000);
  await bed.restart(async () => {
    ahead = 86_500_000;
  });
  expect(await bed.settled(jobId)).toBe("blocked");
  const { job, approvals } = await bed.detail(jobId);
  expect(job.reason).toBe("plan expired by spool: nobody answered within 24 h");
  expect(approvals.map(({ status }) => status)).toEqual(["expired"]);
  await expect(bed.client.api.jobs.approve.mutate({ jobId, revision: asked.revision })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("cancelled while it waits, a job asks nothing any more; while it plans, its agent ends", async () => {
  await using bed = await startPlanningBed({
    cases: [
      { when: { phase: "plan", instruction: "for ever" }, steps: [{ say: "thinking" }, { misbehave: "hang" }] },
      { steps: [sayPlan()] },
    ],
  });
  const waiting = await bed.begin();
  await bed.asked(waiting.jobId);
  await bed.client.api.jobs.cancel.mutate({ jobId: waiting.jobId });
  const { job, approvals } = await bed.detail(waiting.jobId);
  expect([job.status, approvals[0]?.status]).toEqual(["cancelled", "cancelled"]);
  const planning = await bed.begin({ instruction: "Think for ever" });
  await bed.event(({ type, jobId }) => type === "agent.message" && jobId === planning.jobId);
  await bed.client.api.jobs.cancel.mutate({ jobId: planning.jobId });
  expect(await bed.settled(planning.jobId)).toBe("cancelled");
  const { runs } = await bed.detail(planning.jobId);
  expect(runs.map(({ run, checkpoints }) => [run.status, checkpoints.length])).toEqual([["cancelled", 0]]);
});

test("of two who decide at once one wins; what waits holds no slot", async () => {
  await using bed = await startPlanningBed(goodPlanner, { runtime: { max_concurrent_jobs: 1 } });
  const one = await bed.begin();
  const asked = await bed.asked(one.jobId);
  const other = await bed.begin({ mode: "autonomous" });
  expect(await bed.settled(other.jobId)).toBe("succeeded");
  const decide = (decision: "approve" | "reject") =>
    bed.client.api.approvals.decide.mutate({ approvalId: asked.id, revision: asked.revision, decision });
  const answers = await Promise.allSettled([decide("approve"), decide("reject")]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(["succeeded", "blocked"]).toContain(await bed.settled(one.jobId));
});
