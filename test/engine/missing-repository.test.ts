import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";
import { until } from "../chaos/until.ts";

test("a repository that is not there is a problem that status shows, told once, without a stack", async () => {
  const logged: string[] = [];
  await using bed = await startTestBed({
    project: { worktrees: { pool: 1 } },
    before: (repository) => rm(repository, { recursive: true }),
    onLog: (line) => void logged.push(line),
  });
  const problem = `project demo: there is no repository at ${bed.repository}`;
  expect((await bed.client.api.status.query()).problems).toContain(problem);
  const told = (words: string) => logged.filter((line) => line.includes(words));
  await until("the pool to fail", () => told("warm pool of demo failed").length > 0);
  // Each run's end lets the pool try again.
  for (const _ of [1, 2, 3]) {
    const start = { project: "demo", instruction: "Go", retryLimit: 0 };
    const { job } = await bed.client.api.threads.start.mutate(start);
    expect(["failed", "blocked"]).toContain(await bed.settled(job.id));
  }
  expect(told(problem)).toHaveLength(1);
  const pool = told("warm pool of demo failed");
  expect(pool).toHaveLength(1);
  for (const line of pool) expect(line).not.toContain('"stack"');
});
