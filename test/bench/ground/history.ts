import Database from "better-sqlite3";
import { join } from "node:path";
import { monotonicIds, systemClock } from "../../../runner/daemon/ids.ts";
import { openSqliteStore } from "../../../runner/store/sqlite/store.ts";
import type { Job } from "../../../shared/model/job.ts";
import { jobRow, projectRow, runRow, threadRow } from "../../builders/rows.ts";

/** Rows of one thread that a job has succeeded on, made once by the store and then copied under other ids by SQL. */
const copied = [
  { table: "threads", columns: "project_id, status, updated_at, search, body", id: "thr" },
  {
    table: "jobs",
    columns: `project_id, status, write_mode, priority, due_at, created_at, owner, generation, lease_until, started_at,
      body`,
    id: "job",
    thread: true,
  },
  { table: "runs", columns: "status, generation, body", id: "run", thread: true, job: true },
] as const;

/** Fills a fresh data directory with so many finished threads and so many events, in bulk. Returns a middle thread's id. */
export async function fillHistory(dataDirectory: string, size: { threads: number; events: number }): Promise<string> {
  const store = await openSqliteStore(dataDirectory, { onCorrupt: () => undefined });
  const ids = monotonicIds(systemClock);
  const template = { thread: ids.make("thread"), job: ids.make("job"), run: ids.make("run") };
  // Known to no configuration, so that the runner takes the project for a removed one and leaves its rows alone.
  const project = { ...projectRow, id: "prj_history", name: "history" };
  const subject = { projectId: project.id, threadId: template.thread };
  const job: Partial<Job> = { ...subject, id: template.job, status: "succeeded", attemptsUsed: 1 };
  await store.write(async (transaction) => {
    await transaction.projects.insert(project);
    await transaction.threads.insert(threadRow({ id: template.thread, projectId: project.id, status: "idle" }));
    await transaction.jobs.insert(jobRow(job));
    const run = { ...subject, id: template.run, jobId: template.job, status: "succeeded" } as const;
    await transaction.runs.insert(runRow({ ...run, finishedAt: 1_700_000_100_000 }));
  });
  await store.close();
  const database = new Database(join(dataDirectory, "spool.db"));
  try {
    database.pragma("synchronous = OFF");
    database.pragma("cache_size = -200000");
    database.exec("BEGIN");
    // The template's time stamp with a number behind it: ids that sort as made, of the usual length.
    const id = (kind: "thread" | "job" | "run") => `'${template[kind].slice(0, -8)}' || printf('%08d', n)`;
    const numbers = (count: number) =>
      `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
    for (const { table, columns, ...keys } of copied) {
      const own = { thr: "thread", job: "job", run: "run" } as const;
      const names = ["id", ...("thread" in keys ? ["thread_id"] : []), ...("job" in keys ? ["job_id"] : [])];
      const kinds = [
        own[keys.id],
        ...("thread" in keys ? ["thread" as const] : []),
        ...("job" in keys ? ["job" as const] : []),
      ];
      database.exec(`${numbers(size.threads - 1)} INSERT INTO ${table} (${names.join(", ")}, ${columns})
        SELECT ${kinds.map(id).join(", ")}, ${columns} FROM numbers, ${table} WHERE ${table}.id = '${template[own[keys.id]]}'`);
    }
    const text = JSON.stringify({ text: "I have read the tests and will now change the parser." });
    const ofThread = (kind: "thread" | "job" | "run") => id(kind).replace("n)", `1 + n % ${size.threads - 1})`);
    const last = Number(database.prepare("SELECT COALESCE(MAX(seq), 0) AS seq FROM events").pluck().get());
    database.exec(`${numbers(size.events)} INSERT INTO events (seq, at, type, project_id, thread_id, job_id, run_id, data)
      SELECT ${last} + n, 1700000000000 + n, 'agent.message', '${project.id}', ${ofThread("thread")}, ${ofThread("job")},
        ${ofThread("run")}, '${text}' FROM numbers`);
    database.exec("COMMIT");
    database.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
  return `${template.thread.slice(0, -8)}${String(Math.floor(size.threads / 2)).padStart(8, "0")}`;
}
