import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, startFleet } from "./support/fleet.ts";
import { type Vendor, vendors } from "./support/vendors.ts";

/**
 * Scripts of the stubs that refuse until they are mended: each kind of refusal, and each way of talking to a program.
 * Which answer of which vendor is which refusal is shown by the tests of the adapters and `test/agents/limits.test.ts`.
 * Gemini tries again by itself for longer than a test may wait.
 */
const passing: [Vendor, string, string][] = [
  ["claude", "e429", "agent.rate_limit"],
  ["claude", "e400", "agent.quota"],
  ["codex", "e529", "agent.overloaded"],
  ["codex-exec", "e429", "agent.rate_limit"],
];

describe.skipIf(!supported)("what a vendor refuses", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet({ suffixes: ["-e401", "-window", ...new Set(passing.map(([, scene]) => `-${scene}`))] });
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  test.concurrent.each(vendors)("%s with a refused key waits until its account is opened", async (vendor) => {
    const agent = `${vendor}-e401`;
    const started = await fleet.start(agent, "e401", { retryLimit: 0 });
    await fleet.reaches(started, "retry_queued");
    const { job, thread, runs, waiting } = await fleet.bed.client.api.jobs.get.query({ jobId: started.jobId });
    expect([job.attemptsUsed, thread.status, runs.map(({ run }) => run.failureClass)]).toEqual([
      0,
      "blocked",
      ["agent.auth"],
    ]);
    expect(waiting?.reason).toEqual({ kind: "account_closed", account: agent, limit: "auth", until: null });
    expect(job.reason).toMatch(/key|401|authenti/i);
    expect(await fleet.cli("lane", "list")).toMatch(new RegExp(`${agent} +◆ closed, needs you +login refused`));
    fleet.models.of(vendor).mended.add(started.tag);
    expect(await fleet.cli("lane", "open", agent)).toContain("one job tries now");
    expect((await fleet.settled(started)).job).toMatchObject({ status: "succeeded", attemptsUsed: 1 });
  });

  test.concurrent.each(passing)("%s waits out %s, which uses no attempt", async (vendor, scene, failureClass) => {
    const started = await fleet.start(`${vendor}-${scene}`, scene, { retryLimit: 0 });
    await fleet.reaches(started, "retry_queued");
    fleet.models.of(vendor).mended.add(started.tag);
    const { job, runs } = await fleet.settled(started);
    expect([job.status, job.attemptsUsed, runs[0]?.run.failureClass]).toEqual(["succeeded", 1, failureClass]);
    expect(runs.at(-1)?.run.summary).toBe("Recovered.");
  });

  test.concurrent.each(["claude", "codex"] as const)("%s is parked until its window opens", async (vendor) => {
    const agent = `${vendor}-window`;
    const before = Date.now();
    const started = await fleet.start(agent, "window");
    await fleet.reaches(started, "retry_queued");
    const { job } = await fleet.bed.client.api.jobs.get.query({ jobId: started.jobId });
    expect(job).toMatchObject({ status: "retry_queued", attemptsUsed: 0 });
    const { lanes } = await fleet.bed.client.api.lanes.list.query();
    const closed = lanes.find(({ account }) => account === agent)?.closed;
    expect(closed).toMatchObject({ kind: "usage_window", inARow: 1, jobId: started.jobId });
    expect((closed?.until ?? 0) - before).toBeGreaterThan(3_500_000);
    expect((closed?.until ?? 0) - before).toBeLessThan(3_700_000);
  });

  test.concurrent("an agent without a server fails and says so", async () => {
    const { job, runs } = await fleet.settled(await fleet.start("codex-exec-unreached", "hello", { retryLimit: 0 }));
    expect([job.status, runs.map(({ run }) => run.failureClass)]).toEqual(["failed", ["agent.network"]]);
  });
});
