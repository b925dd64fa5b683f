import { join } from "node:path";
import { expect, test } from "vitest";
import { damage } from "../builders/damage.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

const work = (name: string, steps: object[] = []) =>
  instruct(name, { steps: [{ write: { path: `${name}.txt`, content: "x\n" } }, { say: name }, ...(steps as [])] });

test("garbage in rows of a job, a run at work and an event keeps the runner from nothing else", async () => {
  await using bed = await startTestBed({ runtime: { max_concurrent_jobs: 10 } });
  const start = (name: string, steps: object[] = []) =>
    bed.client.api.threads.start.mutate({ project: "demo", instruction: work(name, steps) });
  const done = await start("done");
  await bed.settled(done.job.id);
  const go = join(bed.directory, "data", "worktrees", "go");
  const lost = await start("lost", [{ wait: go }]);
  const kept = await start("kept", [{ sleep: 2_000 }]);
  const held = await bed.client.api.threads.start.mutate({ project: "demo", instruction: work("held"), hold: true });
  for (const { job } of [lost, kept]) {
    await bed.event((event) => event.type === "agent.message" && event.jobId === job.id);
  }
  await bed.restart(async () => {
    damage(join(bed.directory, "data"), "UPDATE jobs SET body = '{\"title\":7}' WHERE id = ?", held.job.id);
    damage(join(bed.directory, "data"), "UPDATE runs SET body = 'not json' WHERE job_id = ?", lost.job.id);
    damage(join(bed.directory, "data"), "UPDATE events SET data = '{' WHERE seq = 5");
  });
  expect(await bed.settled(kept.job.id)).toBe("succeeded");
  const next = await start("next");
  expect(await bed.settled(next.job.id)).toBe("succeeded");
  const numbers = (await bed.events()).map(({ seq }) => seq);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  const status = await bed.client.api.status.query();
  expect(status.jobs.succeeded).toBe(3);
}, 60_000);
