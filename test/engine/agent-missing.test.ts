import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";

test("an agent that is not installed blocks its job at once, and says so", async () => {
  await using bed = await startTestBed({
    agents: { absent: { adapter: "command", command: ["no-such-agent-here"] } },
  });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", agent: "absent", instruction: "x" });
  expect(await bed.settled(job.id)).toBe("blocked");
  const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(detail.runs).toHaveLength(1);
  expect(detail.job.reason).toContain("agent absent cannot be started: no-such-agent-here is not installed");
});
