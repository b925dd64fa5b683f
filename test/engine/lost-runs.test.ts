import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

/** Waits until the agent of that attempt is at work, then kills its supervisor. */
async function lose(bed: TestBed, jobId: string, attempt: number): Promise<void> {
  const started = await bed.event(
    (event) => event.type === "run.started" && event.jobId === jobId && event.data.attempt === attempt,
  );
  await bed.event((event) => event.type === "agent.message" && event.runId === started.runId);
  const path = join(bed.directory, "data", "runs", started.runId ?? "", "processes", "agent", "pid");
  process.kill(Number.parseInt(await readFile(path, "utf8"), 10), "SIGKILL");
}

test("three lost runs in a row block a job, and the count begins anew when a person lets it go on", async () => {
  await using bed = await startTestBed({ runtime: { stop_grace_seconds: 0.1 } });
  const instruction = instruct("Wait", { steps: [{ say: "waiting" }, { wait: "never" }] });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  for (const attempt of [1, 2, 3]) await lose(bed, job.id, attempt);
  expect(await bed.settled(job.id)).toBe("blocked");
  await bed.client.api.jobs.retry.mutate({ jobId: job.id });
  await lose(bed, job.id, 4);
  await lose(bed, job.id, 5);
  const begun = await bed.event((event) => event.type === "run.started" && event.data.attempt === 6);
  await bed.event((event) => event.type === "agent.message" && event.runId === begun.runId);
  await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
  await bed.event((event) => event.type === "job.status" && event.data.to === "cancelled");
});
