import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobDetail } from "../../../shared/api/views.ts";
import { supported } from "../../agents/install.ts";
import { caseMs, type Fleet, startFleet } from "./support/fleet.ts";
import { vendors } from "./support/vendors.ts";

describe.skipIf(!supported)("the vendors' own programs at work for the runner", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  async function changedFiles(threadId: string): Promise<string[]> {
    const { files } = await fleet.bed.client.api.threads.changes.query({ threadId });
    return files.map(({ status, path }) => `${status} ${path}`);
  }
  const lastRun = ({ runs }: JobDetail) => runs.at(-1)?.run;

  test.concurrent.each(vendors)("%s edits, is checked, and leaves a commit and a patch", async (agent) => {
    const started = await fleet.start(agent, "edit", { permissions: "allow", verify: ["grep -q hello hello.txt"] });
    const detail = await fleet.settled(started);
    expect([detail.job.status, detail.job.reason]).toEqual(["succeeded", null]);
    expect(lastRun(detail)).toMatchObject({ verification: "passed", sandbox: "none", summary: "Done." });
    expect(await changedFiles(started.threadId)).toEqual(["added hello.txt"]);
    const mailbox = detail.artifacts.find(({ kind }) => kind === "mbox");
    const patch = await (await fleet.bed.client.download(mailbox?.id ?? "")).text();
    expect(patch).toMatch(/^\+hello/m);
  });

  // That each of them is kept from writing is in its adapter's own tests.
  test.concurrent("a read-only job leaves no change", async () => {
    const started = await fleet.start("codex-exec", "edit", { jobType: "review", permissions: "allow" });
    const detail = await fleet.settled(started);
    expect([detail.job.status, detail.job.reason]).toEqual(["succeeded", null]);
    expect(await changedFiles(started.threadId)).toEqual([]);
    expect(lastRun(detail)).toMatchObject({ status: "succeeded", headCommit: null });
    expect(detail.thread.continueFrom).toBeNull();
  });

  // Per run: 4 answers of the model for Claude and Codex in "edit", then 1 in "hello".
  test.concurrent.each([
    ["claude", { input: 1200, cachedInput: 300, output: 42 }],
    ["codex", { input: 900, cachedInput: 300, output: 42 }],
    ["codex-exec", { input: 900, cachedInput: 300, output: 42 }],
  ] as const)("%s goes on in its session, and each run has its own figures", async (agent, each) => {
    const times = (count: number) => ({
      input: each.input * count,
      cachedInput: each.cachedInput * count,
      output: each.output * count,
    });
    const first = await fleet.start(agent, "edit", { permissions: "allow" });
    const one = lastRun(await fleet.settled(first));
    const second = await fleet.goOn(first, "hello");
    const two = lastRun(await fleet.settled(second));
    const third = await fleet.goOn(first, "hello");
    const three = lastRun(await fleet.settled(third));
    expect([one?.tokens, two?.tokens, three?.tokens]).toEqual([times(4), times(1), times(1)]);
    expect(one?.sessionId).toBeTruthy();
    expect([two?.sessionId, three?.sessionId]).toEqual([one?.sessionId, one?.sessionId]);
    expect(fleet.asked(third)).toContain(first.tag);
    expect([two?.turns, three?.turns]).toEqual([1, 1]);
    if (agent === "claude") {
      expect(one?.turns).toBe(4);
      expect(one?.costUsd).toBeCloseTo(4 * (two?.costUsd ?? 0), 3);
      expect(three?.costUsd).toBeCloseTo(two?.costUsd ?? 0, 5);
    } else if (agent === "codex") {
      // It names its model but no price.
      expect(one).toMatchObject({ costUsd: expect.closeTo(4 * (two?.costUsd ?? 0), 3), costSource: "priced" });
    } else expect([one?.costUsd, one?.costSource]).toEqual([null, "unknown"]);
  });

  // Each answer of the model asks for another command, without end.
  test.concurrent.each([
    ["claude", "loop", { maxTurns: 2 }, { kind: "turns", perTurn: 1 }],
    ["claude", "expensive", { maxCostUsd: 2 }, { kind: "usd", perTurn: 2 }],
    ["codex", "loop 0.3", { maxTokens: 1_500 }, { kind: "tokens", perTurn: 972 }],
  ] as const)("%s (%s) is stopped at a used-up budget of %o, asks, and goes on in its session", async (...given) => {
    const [agent, scene, budget, { kind, perTurn }] = given;
    const started = await fleet.start(agent, scene, { permissions: "allow", verify: [], ...budget });
    await fleet.reaches(started, "blocked");
    const { approvals, runs } = await fleet.bed.client.api.jobs.get.query({ jobId: started.jobId });
    const { id, payload } = approvals.find((each) => each.kind === "budget" && each.status === "pending") ?? {};
    expect(payload).toMatchObject({ scope: "job", kind, unknownPrice: false });
    expect(Number(payload?.["used"])).toBeGreaterThanOrEqual(Number(payload?.["limit"]));
    expect(Number(payload?.["used"])).toBeLessThanOrEqual(Number(payload?.["limit"]) + perTurn);
    expect(await fleet.processes(started)).toEqual([]);
    fleet.models.of(agent).mended.add(started.tag);
    await fleet.bed.client.api.approvals.decide.mutate({ approvalId: id ?? "", decision: "approve" });
    await fleet.reaches(started, "succeeded");
    const { job, runs: both } = await fleet.bed.client.api.jobs.get.query({ jobId: started.jobId });
    expect(job.attemptsUsed).toBe(1);
    expect(both.map(({ run }) => run.sessionId)).toEqual([runs[0]?.run.sessionId, runs[0]?.run.sessionId]);
    expect(both[0]?.run.sessionId).toBeTruthy();
    expect(both[1]?.run.summary).toBe("Recovered.");
  });

  test("nothing that the repository brought was run by any of them", async () => {
    expect(await readdir(fleet.marks)).toEqual([]);
  });
});
