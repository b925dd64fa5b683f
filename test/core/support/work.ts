import { moveJob } from "../../../runner/core/transitions.ts";
import { startThread } from "../../../runner/core/commands/threads.ts";
import { isJobActive } from "../../../shared/machines/job.ts";
import type { JobStatus } from "../../../shared/model/job.ts";
import { operatorCaller, type World } from "../../builders/core.ts";

export const ada = operatorCaller();

export function start(world: World, change: object = {}, key?: string): ReturnType<typeof startThread> {
  const input = { project: "demo", instruction: "Fix the login page", ...change };
  return startThread(world.core, operatorCaller(key), input);
}

/** Moves a job along a path of statuses, as the engine would. */
export async function force(world: World, jobId: string, ...path: JobStatus[]): Promise<void> {
  for (const to of path) {
    await world.core.store.write(async (transaction) => {
      const job = await transaction.jobs.get(jobId);
      if (!job) return;
      await moveJob(transaction, job, to, { now: world.core.clock.now() });
      if (isJobActive(to)) await transaction.jobs.update(jobId, { owner: job.owner ?? "box" });
    });
  }
}

export async function eventTypes(world: World, after = 0): Promise<string[]> {
  return (await world.core.store.read.events.after(after, {}, 1000)).map((event) => event.type);
}
