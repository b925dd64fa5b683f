import { expect, test } from "vitest";
import { pauseQueue, resumeQueue } from "../../runner/core/commands/queue.ts";
import { claimJob, takeOverRun } from "../../runner/engine/claim.ts";
import { openWorld } from "../builders/core.ts";
import { damage } from "../builders/damage.ts";
import { ada, force, start } from "../core/support/work.ts";

test("a job that was about to start when the queue was paused does not", async () => {
  await using world = await openWorld();
  const { job } = await start(world);
  for (const input of [{}, { project: "demo" }]) {
    await pauseQueue(world.core, ada, input);
    expect(await claimJob(world.core, job, "box")).toBeUndefined();
    await resumeQueue(world.core, ada, input);
  }
  expect((await claimJob(world.core, job, "box"))?.run.attempt).toBe(1);
});

test("a job whose run is damaged is not gone on with as its earlier, failed run", async () => {
  await using world = await openWorld();
  const { job } = await start(world);
  const first = await claimJob(world.core, job, "box");
  if (!first) throw new Error("not claimed");
  const { id, generation } = first.run;
  await world.core.store.write((transaction) => transaction.runs.update(id, generation, { status: "failed" }));
  await force(world, job.id, "retry_queued");
  const second = await claimJob(world.core, job, "box");
  damage(world.directory, "UPDATE runs SET body = 'not json' WHERE id = ?", second?.run.id);
  await expect(takeOverRun(world.core, job, "box")).rejects.toMatchObject({ code: "corrupt_data" });
  expect(await world.core.store.read.runs.get(id)).toMatchObject({ status: "failed", generation });
  expect(await world.core.store.read.jobs.get(job.id)).toMatchObject({ generation: second?.job.generation });
});
