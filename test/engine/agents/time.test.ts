import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, startFleet } from "./support/fleet.ts";

const agents = ["claude", "codex", "acp"];

describe.skipIf(!supported)("an agent whose model never answers", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    // They wait and do nothing else.
    fleet = await startFleet({ runtime: { max_concurrent_jobs: agents.length + 1 } });
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  test.concurrent.each(agents)("%s runs out of time, and its job fails", async (agent) => {
    const started = await fleet.start(agent, "hang", { timeoutMs: 4_000, retryLimit: 0 });
    const { job, runs } = await fleet.settled(started);
    expect([job.status, runs.map(({ run }) => run.status)]).toEqual(["failed", ["timed_out"]]);
    expect(await fleet.processes(started)).toEqual([]);
    expect(await fleet.proofs(started)).toEqual([[]]);
  });

  test.concurrent("runs out of time and is tried again", async () => {
    // The second attempt works, beside all that hang: it needs its time.
    const started = await fleet.start("claude", "hang", { timeoutMs: 12_000, retryLimit: 1 });
    await fleet.reaches(started, "retry_queued");
    fleet.models.of("claude").mended.add(started.tag);
    const { job, runs } = await fleet.settled(started);
    expect([job.status, runs.map(({ run }) => run.status)]).toEqual(["succeeded", ["timed_out", "succeeded"]]);
  });
});
