import { join } from "node:path";
import { expect, test } from "vitest";
import { Connection } from "../../runner/store/sqlite/connection.ts";
import { migrate } from "../../runner/store/sqlite/migrate.ts";
import { migrations } from "../../runner/store/sqlite/migrations/list.ts";
import { spend } from "../../runner/store/sqlite/migrations/007-spend.ts";
import { openSqliteStore } from "../../runner/store/sqlite/store.ts";
import { noAmounts, noDayBudget } from "../../shared/budget/amounts.ts";
import { jobMeters } from "../../shared/budget/job-meters.ts";
import { spendOf } from "../../shared/budget/spend.ts";
import { noCost } from "../../shared/model/run.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { jobRow, projectRow, runRow, threadRow } from "../builders/rows.ts";

const since = new Set([
  ...["maxTokens", "maxMinutes", "allowUnknownPrice", "billing", "budgetExtra", "budgetWarned", "budget"],
  ...["cost", "workedMs", "allowance", "budgetHit"],
]);

/** As it was stored before budgets: without what they brought. */
function old(entity: object): string {
  return JSON.stringify(entity, (key, value: unknown) => (since.has(key) ? undefined : value));
}

/** Its data, as the version before budgets wrote it. */
async function olderDatabase(path: string): Promise<void> {
  const connection = new Connection(path, { readonly: false, onCorrupt: () => undefined });
  await migrate(connection, { path, fresh: true }, migrations.slice(0, migrations.indexOf(spend)));
  const job = jobRow({ maxCostUsd: 2, maxTurns: 10, status: "failed" });
  connection.run("INSERT INTO projects VALUES (?, 'demo', NULL, ?)", projectRow.id, old(projectRow));
  connection.run("INSERT INTO threads VALUES ('thr_0001', 'prj_demo', 'idle', 1, ?, '')", old(threadRow()));
  connection.run(
    "INSERT INTO jobs VALUES ('job_0001', 'thr_0001', 'prj_demo', 'failed', 'workspace_write', 3, NULL, 1, NULL, 1, NULL, 1, ?)",
    old(job),
  );
  const tokens = { input: 1_000, cachedInput: 5_000, output: 500 };
  const used = { tokens, costUsd: 0.5, costSource: "reported", turns: 3, model: "gpt-5", status: "failed" } as const;
  const bodies = {
    run_0001: old(runRow({ ...used, id: "run_0001" })),
    run_0002: old(runRow({ ...used, id: "run_0002", costUsd: null, costSource: "unknown", attempt: 2 })),
    run_0003: old(runRow({ id: "run_0003", attempt: 3 })),
    // Each of them is one damaged row, and no reason not to open the rest.
    run_0004: "no JSON",
    run_0005: JSON.stringify({ tokens: { input: 1 } }),
    run_0006: old(runRow({ ...used, id: "run_0006" })).replace('"turns":3', '"turns":3.5'),
    run_0007: old(runRow({ ...used, id: "run_0007" })).replace('"costUsd":0.5', '"costUsd":"much"'),
  };
  for (const [id, body] of Object.entries(bodies)) {
    const jobId = id <= "run_0003" ? "job_0001" : "job_0002";
    if (id === "run_0004") {
      connection.run(
        "INSERT INTO jobs VALUES ('job_0002', 'thr_0001', 'prj_demo', 'failed', 'workspace_write', 3, NULL, 1, NULL, 1, NULL, 1, '{}')",
      );
    }
    connection.run("INSERT INTO runs VALUES (?, ?, 'thr_0001', 'failed', 1, ?)", id, jobId, body);
  }
  const data = { status: "failed", reason: null, exitCause: "exit 0", durationMs: 5, tokens, costUsd: 0.5, turns: 3 };
  connection.run(
    "INSERT INTO events VALUES (1, 1, 'run.ended', 'prj_demo', 'thr_0001', 'job_0001', 'run_0001', ?)",
    JSON.stringify(data),
  );
  connection.close();
}

test("jobs and runs from before budgets show what they used, and what they may use", async () => {
  await using directory = await temporaryDirectory();
  await olderDatabase(join(directory.path, "spool.db"));
  const store = await openSqliteStore(directory.path, { onCorrupt: () => undefined });
  const { read } = store;
  const job = await read.jobs.get("job_0001");
  if (!job) throw new Error("no job");
  expect(job).toMatchObject({ billing: "api", allowUnknownPrice: false, maxTokens: null, maxMinutes: null });
  expect(job).toMatchObject({ budgetExtra: noAmounts, budgetWarned: [] });
  expect((await read.projects.get("prj_demo"))?.budget).toEqual(noDayBudget);
  const runs = await read.runs.forJob(job.id);
  expect(runs.map(({ costUsd, progress }) => [costUsd, progress.cost, progress.budgetHit])).toEqual([
    [0.5, noCost, null],
    [null, noCost, null],
    [null, noCost, null],
  ]);
  expect(jobMeters(job, runs)).toEqual([
    { scope: "job", kind: "usd", used: 0.5, limit: 2, partlyUnknown: false },
    { scope: "job", kind: "turns", used: 6, limit: 10, partlyUnknown: false },
  ]);
  const day = new Date(projectRow.createdAt).toLocaleDateString("en-CA");
  const total = await read.spend.total({ from: day, to: day, projectId: "prj_demo" });
  expect(total).toEqual(spendOf(runs));
  expect(total).toMatchObject({ runs: 3, turns: 6, usd: 0.5, unknownRuns: 1 });
  const models = await read.spend.by("model", { from: day, to: day, projectId: null });
  expect(models.map(({ group, turns }) => [group, turns])).toEqual([
    ["gpt-5", 6],
    ["", 0],
  ]);
  const events = await read.events.after(0, {}, 10);
  expect(events).toMatchObject([{ type: "run.ended", data: { costUsd: 0.5, turns: 3 } }]);
  await store.close();
});
