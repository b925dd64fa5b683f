import { expect, test } from "vitest";
import { cancelJob, retryJob } from "../../runner/core/commands/jobs.ts";
import { continueThread } from "../../runner/core/commands/threads.ts";
import { queueSnapshot } from "../../runner/core/queries/queue-snapshot.ts";
import type { JobStatus } from "../../shared/model/job.ts";
import { openWorld } from "../builders/core.ts";
import { ada, eventTypes, force, start } from "./support/work.ts";

test("a waiting job is cancelled at once, an active one is marked once, an ended one is a conflict", async () => {
  await using world = await openWorld();
  const { thread, job } = await start(world);
  expect((await cancelJob(world.core, ada, { jobId: job.id })).job.status).toBe("cancelled");
  expect((await cancelJob(world.core, ada, { jobId: job.id })).job.status).toBe("cancelled");
  const { job: second } = await continueThread(world.core, ada, { threadId: thread.id, instruction: "more" });
  await force(world, second.id, "preparing", "running");
  const before = await world.core.store.read.events.lastSeq();
  expect((await cancelJob(world.core, ada, { jobId: second.id })).job).toMatchObject({
    status: "running",
    cancelRequestedAt: world.core.clock.now(),
  });
  await cancelJob(world.core, ada, { jobId: second.id });
  expect(await eventTypes(world, before)).toEqual(["job.cancel_requested"]);
  await force(world, second.id, "succeeded");
  await expect(cancelJob(world.core, ada, { jobId: second.id })).rejects.toMatchObject({ code: "conflict" });
});

test("a job of the backlog is released into the queue, and then has its place there", async () => {
  await using world = await openWorld();
  const { job } = await start(world, { hold: true });
  expect((await queueSnapshot(world.core)).waiting).toEqual([]);
  const released = await retryJob(world.core, ada, { jobId: job.id });
  expect(released.job).toMatchObject({ status: "queued", reason: "released by ada" });
  expect((await queueSnapshot(world.core)).waiting).toMatchObject([{ jobId: job.id, position: 1 }]);
});

const retries: [JobStatus[], "queued" | "illegal_transition"][] = [
  [["preparing", "failed"], "queued"],
  [["cancelled"], "queued"],
  [["preparing", "blocked"], "queued"],
  [["preparing", "running"], "illegal_transition"],
  [["preparing", "running", "waiting_approval"], "illegal_transition"],
  [["preparing", "succeeded"], "illegal_transition"],
  [[], "illegal_transition"],
];
for (const [path, outcome] of retries) {
  test(`retrying a ${path.at(-1) ?? "queued"} job gives ${outcome}`, async () => {
    await using world = await openWorld();
    const { job } = await start(world);
    await force(world, job.id, ...path);
    const retried = await retryJob(world.core, ada, { jobId: job.id }).then(
      (answer) => answer.job.status,
      (error: { code: string }) => error.code,
    );
    expect(retried).toBe(outcome);
  });
}
