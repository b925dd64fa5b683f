import { expect, test } from "vitest";
import { decideApproval } from "../../runner/core/commands/approvals.ts";
import { cancelJob, retryJob } from "../../runner/core/commands/jobs.ts";
import { sendMessage } from "../../runner/core/commands/threads.ts";
import { planDispatch, readQueue } from "../../runner/core/dispatch.ts";
import { findJob } from "../../runner/core/references.ts";
import { requestApproval } from "../../runner/core/request-approval.ts";
import { moveJob } from "../../runner/core/transitions.ts";
import { claimJob } from "../../runner/engine/claim.ts";
import { parkedAs } from "../../shared/machines/approval.ts";
import type { Approval } from "../../shared/model/approval.ts";
import type { JobStatus } from "../../shared/model/job.ts";
import { openWorld, type World } from "../builders/core.ts";
import { ada, force, start } from "./support/work.ts";

type Kind = "plan" | "contract" | "budget";

const payload = {
  choices: [
    { id: "more", label: "Extend by $5", decision: "approve" },
    { id: "stop", label: "Stop", decision: "reject" },
  ],
};

/** A job whose run ended by asking, with what it asks. */
async function parked(world: World, kind: Kind, questions = 1) {
  const { job, thread } = await start(world);
  const claimed = await claimJob(world.core, job, "box");
  if (!claimed) throw new Error("not claimed");
  await force(world, job.id, "running");
  const asked = await world.core.store.write(async (transaction) => {
    const now = world.core.clock.now();
    await transaction.runs.update(claimed.run.id, claimed.run.generation, { status: "succeeded", finishedAt: now });
    await moveJob(transaction, await findJob(transaction, job.id), parkedAs(kind), { now, parked: true, reason: kind });
    const approvals: Approval[] = [];
    for (let number = 1; number <= questions; number += 1) {
      const request = { runId: claimed.run.id, kind, requestKey: `${kind}-${number}`, title: "May I?", payload };
      const current = await findJob(transaction, job.id);
      approvals.push(await requestApproval(world.core, transaction, { job: current, ...request, detail: null, now }));
    }
    return approvals;
  });
  const [first, second] = asked;
  if (!first) throw new Error("nothing asked");
  return { jobId: job.id, threadId: thread.id, first, second };
}

const decide = (world: World, { id, revision }: Approval, decision: string, more: object = {}) =>
  decideApproval(world.core, ada, { approvalId: id, revision, decision, comment: "so be it", ...more });

const answers: [Kind, string, JobStatus][] = [
  ["plan", "approve", "queued"],
  ["plan", "request_changes", "queued"],
  ["plan", "reject", "blocked"],
  ["contract", "approve", "queued"],
  ["contract", "reject", "queued"],
  ["budget", "approve", "queued"],
  ["budget", "reject", "failed"],
];
for (const [kind, decision, status] of answers) {
  test(`a job that waits for its ${kind} without a run is ${status} after ${decision}`, async () => {
    await using world = await openWorld();
    const { jobId, first } = await parked(world, kind);
    const waiting = await world.core.store.read.jobs.get(jobId);
    expect(waiting).toMatchObject({ status: parkedAs(kind), owner: null, leaseUntil: null });
    await decide(world, first, decision);
    const job = await world.core.store.read.jobs.get(jobId);
    expect(job).toMatchObject({ status, attemptsUsed: 0, dueAt: null });
    expect(job?.reason).toContain("by ada: so be it");
    if (status !== "queued") return;
    expect((await claimJob(world.core, job ?? (await start(world)).job, "box"))?.run.attempt).toBe(2);
  });
}

test("while more is asked that the job waits for, one answer does not let it go on; a no does not wait", async () => {
  await using world = await openWorld();
  const { jobId, first, second } = await parked(world, "contract", 2);
  if (!second) throw new Error("asked once");
  await decide(world, first, "approve");
  expect((await world.core.store.read.jobs.get(jobId))?.status).toBe("waiting_approval");
  await decide(world, second, "reject");
  expect((await world.core.store.read.jobs.get(jobId))?.status).toBe("queued");
});

test("a parked job takes no slot but holds its thread, and nobody takes it over", async () => {
  await using world = await openWorld();
  const { jobId, threadId } = await parked(world, "plan");
  const { core } = world;
  expect(await core.store.read.jobs.active()).toEqual([]);
  expect((await core.store.read.jobs.parked()).map(({ id }) => id)).toEqual([jobId]);
  const next = await core.store.write(async (transaction) => {
    const job = { ...(await findJob(transaction, jobId)), id: core.ids.make("job"), status: "queued" as const };
    await transaction.jobs.insert(job);
    return job;
  });
  const { job: elsewhere } = await start(world);
  world.limits.maxConcurrentJobs = 1;
  const { entries } = planDispatch(await readQueue(core, core.store.read));
  expect(entries.map(({ job, reason }) => [job.id, reason])).toEqual([
    [next.id, { kind: "thread_asks", jobId }],
    [elsewhere.id, { kind: "starting" }],
  ]);
  expect(await claimJob(core, next, "box")).toBeUndefined();
  const { message } = await sendMessage(core, ada, { threadId, text: "And mind the tests" });
  expect(message.state).toBe("kept");
});

test("cancelling or retrying a job takes back what it asked", async () => {
  await using world = await openWorld();
  const { core } = world;
  const planned = await parked(world, "plan");
  await expect(retryJob(core, ada, { jobId: planned.jobId })).rejects.toMatchObject({ code: "illegal_transition" });
  expect((await cancelJob(core, ada, { jobId: planned.jobId })).job.status).toBe("cancelled");
  expect(await core.store.read.approvals.get(planned.first.id)).toMatchObject({
    status: "cancelled",
    decidedBy: "ada",
  });
  const dear = await parked(world, "budget");
  expect((await retryJob(core, ada, { jobId: dear.jobId })).job.status).toBe("queued");
  expect(await core.store.read.approvals.get(dear.first.id)).toMatchObject({ status: "cancelled" });
  await expect(decide(world, dear.first, "approve")).rejects.toMatchObject({ code: "already_decided" });
});

test("what was said to a job that ends by an answer becomes the next job", async () => {
  await using world = await openWorld();
  const { threadId, first } = await parked(world, "plan");
  await sendMessage(world.core, ada, { threadId, text: "Use the other library" });
  await decide(world, first, "reject");
  const jobs = await world.core.store.read.jobs.forThread(threadId);
  expect(jobs.map(({ status, instruction }) => [status, instruction])).toEqual([
    ["blocked", "Fix the login page"],
    ["queued", "Use the other library"],
  ]);
});

test("a choice is one of those that are offered with that decision, and is kept", async () => {
  await using world = await openWorld();
  const { first } = await parked(world, "budget");
  for (const choice of ["less", "stop"]) {
    await expect(decide(world, first, "approve", { choice })).rejects.toMatchObject({
      code: "invalid_input",
      hint: "one of: more",
      details: { field: "choice" },
    });
  }
  const { approval } = await decide(world, first, "approve", { choice: "more" });
  expect(approval).toMatchObject({ status: "approved", choice: "more" });
  const events = await world.core.store.read.events.after(0, {}, 1_000);
  expect(events.findLast(({ type }) => type === "approval.decided")).toMatchObject({ data: { choice: "more" } });
});
