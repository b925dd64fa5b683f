import { expect, test } from "vitest";
import { approveJob, decideApproval, rejectJob } from "../../runner/core/commands/approvals.ts";
import { openWorld, type World } from "../builders/core.ts";
import { approvalRow, runRow } from "../builders/rows.ts";
import { ada, eventTypes, force, start } from "./support/work.ts";

const bob = { ...ada, name: "bob" };

/** A job that waits for the answers to `questions` questions. */
async function asking(world: World, questions = 1): Promise<{ jobId: string; threadId: string }> {
  const { thread, job } = await start(world);
  await force(world, job.id, "preparing", "running", "waiting_approval");
  const ids = { threadId: thread.id, jobId: job.id };
  await world.core.store.write(async (transaction) => {
    await transaction.runs.insert(runRow({ ...ids, id: "run_0001" }));
    for (let index = 1; index <= questions; index += 1) {
      const row = approvalRow({ ...ids, id: `apr_${index}`, requestKey: `call-${index}`, revision: `r${index}` });
      await transaction.approvals.insert(row);
    }
  });
  return ids;
}

test("an approval lets the job go on and says who decided what", async () => {
  await using world = await openWorld();
  const { jobId, threadId } = await asking(world);
  expect((await world.core.store.read.threads.get(threadId))?.status).toBe("waiting_input");
  const before = await world.core.store.read.events.lastSeq();
  const decided = { approvalId: "apr_1", decision: "approve", revision: "r1", comment: "go" };
  const { approval } = await decideApproval(world.core, ada, decided);
  expect(approval).toMatchObject({ status: "approved", decidedBy: "ada", comment: "go" });
  expect((await world.core.store.read.jobs.get(jobId))?.status).toBe("running");
  expect(await eventTypes(world, before)).toEqual(["approval.decided", "job.status", "thread.status"]);
});

test("of many answers at once the first wins, and the others are told who was first", async () => {
  await using world = await openWorld();
  await asking(world);
  const answers = await Promise.allSettled([
    decideApproval(world.core, ada, { approvalId: "apr_1", decision: "reject" }),
    decideApproval(world.core, bob, { approvalId: "apr_1", decision: "approve" }),
    decideApproval(world.core, bob, { approvalId: "apr_1", decision: "reject" }),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(answers[1]).toMatchObject({
    reason: { code: "already_decided", details: { status: "rejected", decidedBy: "ada" } },
  });
  expect(await world.core.store.read.approvals.pending()).toEqual([]);
});

test("an answer on another revision than the current is refused and settles nothing", async () => {
  await using world = await openWorld();
  await asking(world);
  const stale = decideApproval(world.core, ada, { approvalId: "apr_1", decision: "approve", revision: "r0" });
  await expect(stale).rejects.toMatchObject({ code: "stale_revision", details: { revision: "r1" } });
  expect(await world.core.store.read.approvals.pending()).toHaveLength(1);
});

test("the job waits until the last question is answered", async () => {
  await using world = await openWorld();
  const { jobId } = await asking(world, 2);
  await decideApproval(world.core, ada, { approvalId: "apr_1", decision: "reject" });
  expect((await world.core.store.read.jobs.get(jobId))?.status).toBe("waiting_approval");
  await decideApproval(world.core, ada, { approvalId: "apr_2", decision: "approve" });
  expect((await world.core.store.read.jobs.get(jobId))?.status).toBe("running");
});

test("a job's questions are answered together; one that asks nothing is a conflict", async () => {
  await using world = await openWorld();
  const { jobId } = await asking(world, 3);
  await decideApproval(world.core, ada, { approvalId: "apr_2", decision: "reject" });
  const { job, approvals } = await approveJob(world.core, ada, { jobId });
  expect(job.status).toBe("running");
  expect(approvals.map((approval) => [approval.id, approval.status])).toEqual([
    ["apr_1", "approved"],
    ["apr_3", "approved"],
  ]);
  await expect(rejectJob(world.core, ada, { jobId })).rejects.toMatchObject({ code: "conflict" });
  await expect(rejectJob(world.core, ada, { jobId: "job_x" })).rejects.toMatchObject({ code: "not_found" });
  const unknown = decideApproval(world.core, ada, { approvalId: "apr_x", decision: "approve" });
  await expect(unknown).rejects.toMatchObject({ code: "not_found" });
});
