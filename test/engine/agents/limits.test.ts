import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, startFleet } from "./support/fleet.ts";
import { type Vendor, vendors } from "./support/vendors.ts";

/** Scripts of the stubs that refuse until they are mended. Gemini tries again by itself for longer than a test may wait. */
const passing: [Vendor, string, string][] = [
  ["claude", "e429", "agent.rate_limit"],
  ["claude", "e529", "agent.overloaded"],
  ["claude", "e400", "agent.quota"],
  ["codex", "e429", "agent.rate_limit"],
  ["codex", "e529", "agent.overloaded"],
  ["codex", "quota", "agent.quota"],
  ["codex-exec", "e429", "agent.rate_limit"],
  ["codex-exec", "quota", "agent.quota"],
];

describe.skipIf(!supported)("what a vendor refuses", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  test.concurrent.each(vendors)("%s with a refused key blocks its job", async (agent) => {
    const { job, runs } = await fleet.settled(await fleet.start(agent, "e401"));
    expect([job.status, runs.map(({ run }) => run.failureClass)]).toEqual(["blocked", ["agent.auth"]]);
    expect(job.reason).toMatch(/key|401|authenti/i);
  });

  test.concurrent.each(passing)("%s waits out %s, which uses no attempt", async (agent, scene, failureClass) => {
    const started = await fleet.start(agent, scene, { retryLimit: 0 });
    await fleet.reaches(started, "retry_queued");
    fleet.models.of(agent).mended.add(started.tag);
    const { job, runs } = await fleet.settled(started);
    expect([job.status, job.attemptsUsed, runs[0]?.run.failureClass]).toEqual(["succeeded", 1, failureClass]);
    expect(runs.at(-1)?.run.summary).toBe("Recovered.");
  });

  test.concurrent.each(["claude", "codex"] as const)("%s is parked until its window opens", async (agent) => {
    const before = Date.now();
    const started = await fleet.start(agent, "window");
    await fleet.reaches(started, "retry_queued");
    const { job } = await fleet.bed.client.api.jobs.get.query({ jobId: started.jobId });
    expect(job).toMatchObject({ status: "retry_queued", attemptsUsed: 0 });
    expect((job.dueAt ?? 0) - before).toBeGreaterThan(3_500_000);
    expect((job.dueAt ?? 0) - before).toBeLessThan(3_700_000);
  });

  test.concurrent.each(["claude", "codex", "codex-exec"])("%s without a server fails and says so", async (agent) => {
    const { job, runs } = await fleet.settled(await fleet.start(`${agent}-unreached`, "hello", { retryLimit: 0 }));
    expect([job.status, runs.map(({ run }) => run.failureClass)]).toEqual(["failed", ["agent.network"]]);
  });
});
