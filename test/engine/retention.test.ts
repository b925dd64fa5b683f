import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { until } from "../chaos/until.ts";

const day = 86_400_000;
const scriptedAgent = join(import.meta.dirname, "../../dist/runner/scripted-agent.js");

/** A clock that goes on by itself, and can be put forward. */
function leapingClock() {
  let ahead = 0;
  return { now: () => Date.now() + ahead, leap: (milliseconds: number) => (ahead += milliseconds) };
}

async function oneJob(bed: TestBed, instruction: string, fields: object = {}) {
  const { job, thread } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, ...fields });
  return { jobId: job.id, threadId: thread.id };
}

async function latestRun(bed: TestBed, jobId: string): Promise<string> {
  return (await bed.client.api.jobs.get.query({ jobId })).runs.at(-1)?.run.id ?? "";
}

const change = instruct("Change", { steps: [{ write: { path: "a.txt", content: "a\n" } }] });

test("logs of ended runs go after their days, those of work that goes on stay, and so do artifacts", async () => {
  const clock = leapingClock();
  // The one that is refused, and its account with it, shares nothing with the others.
  const agents = { refused: { adapter: "command", command: [process.execPath, scriptedAgent], account: "refused" } };
  await using bed = await startTestBed({ clock, agents, runtime: { retention: { run_logs_days: 2 } } });
  const runs = join(bed.directory, "data", "runs");
  const ended = await oneJob(bed, change);
  expect(await bed.settled(ended.jobId)).toBe("succeeded");
  const parked = { fail: { failure: "quota", message: "empty", resetAt: Date.now() + 30 * day } };
  const waiting = await oneJob(bed, instruct("Wait", { steps: [parked] }), { agent: "refused" });
  await bed.event(({ type, jobId }) => type === "job.retry_scheduled" && jobId === waiting.jobId);
  const [endedRun, waitingRun] = [await latestRun(bed, ended.jobId), await latestRun(bed, waiting.jobId)];
  expect((await bed.client.api.runs.logs.query({ runId: endedRun })).length).toBeGreaterThan(0);
  clock.leap(1 * day);
  await bed.restart();
  const settled = await oneJob(bed, change);
  expect(await bed.settled(settled.jobId)).toBe("succeeded");
  const young = await latestRun(bed, settled.jobId);
  clock.leap(1.5 * day);
  await bed.restart();
  await until("the old logs to go", () => !existsSync(join(runs, endedRun)));
  expect((await readdir(runs)).filter((name) => name.startsWith("run_"))).toEqual([waitingRun, young]);
  // What is left says so, and the work itself is where it was.
  expect(await bed.client.api.runs.logs.query({ runId: endedRun })).toEqual([]);
  const { artifacts } = await bed.client.api.artifacts.list.query({ threadId: ended.threadId });
  const patch = artifacts.find(({ kind }) => kind === "patch");
  expect(existsSync(join(bed.directory, "data", patch?.path ?? "none"))).toBe(true);
});

test("over the limit the oldest logs go first; artifacts go some days after their thread was archived", async () => {
  const clock = leapingClock();
  const retention = { run_logs_gb: 3 / 1024, artifacts_days: 5 };
  await using bed = await startTestBed({ clock, runtime: { retention } });
  const [runs, artifacts] = [join(bed.directory, "data", "runs"), join(bed.directory, "data", "artifacts")];
  const [one, two] = [await oneJob(bed, change), await oneJob(bed, change)];
  for (const { jobId } of [one, two]) {
    expect(await bed.settled(jobId)).toBe("succeeded");
    await writeFile(join(runs, await latestRun(bed, jobId), "much.log"), Buffer.alloc(2 ** 21, "x"));
  }
  const [oneRun, twoRun] = [await latestRun(bed, one.jobId), await latestRun(bed, two.jobId)];
  await bed.client.api.threads.archive.mutate({ threadId: one.threadId });
  await bed.restart();
  await until("room", () => !existsSync(join(runs, oneRun)));
  expect(existsSync(join(runs, twoRun))).toBe(true);
  expect((await readdir(artifacts)).toSorted()).toEqual([one.threadId, two.threadId].toSorted());
  clock.leap(6 * day);
  await bed.restart();
  await until("the artifacts to go", () => !existsSync(join(artifacts, one.threadId)));
  expect(await readdir(artifacts)).toEqual([two.threadId]);
});
