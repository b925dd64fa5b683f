import Database from "better-sqlite3";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { NewEvent } from "../../../shared/events/catalogue.ts";
import { initial } from "../../../runner/store/sqlite/migrations/001-initial.ts";
import { openSqliteStore } from "../../../runner/store/sqlite/store.ts";
import { type Bench, type BenchContext, interleaved, timed } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";
import { ratios } from "../harness/statistics.ts";

const insertSql = `INSERT INTO events (seq, at, type, project_id, thread_id, job_id, run_id, data)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

const event: NewEvent = {
  type: "agent.message",
  projectId: "prj_demo",
  threadId: "thr_01m7xayky1jt0w4mfyed5xr1rx",
  jobId: "job_01m7xayky1jt0w4mfyed5xr1rx",
  runId: "run_01m7xayky1jt0w4mfyed5xr1rx",
  data: { text: "I have read the tests and will now change the parser so that it accepts both forms." },
};

/** The same inserts with the same durability, by nothing but the library. */
function bareWriter(directory: string) {
  mkdirSync(directory, { recursive: true });
  const database = new Database(join(directory, "bare.db"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  database.exec(initial);
  const insert = database.prepare(insertSql);
  const [begin, commit] = [database.prepare("BEGIN IMMEDIATE"), database.prepare("COMMIT")];
  let seq = 0;
  return {
    write(batch: number): void {
      begin.run();
      for (let entry = 0; entry < batch; entry += 1) {
        const { type, projectId, threadId, jobId, runId, data } = event;
        insert.run((seq += 1), Date.now(), type, projectId, threadId, jobId, runId, JSON.stringify(data));
      }
      commit.run();
    },
    [Symbol.dispose]: () => database.close(),
  };
}

async function run(context: BenchContext): Promise<Row[]> {
  const { directory, pick } = context;
  using bare = bareWriter(directory);
  const store = await openSqliteStore(join(directory, "store"), { onCorrupt: () => undefined });
  const rows: Row[] = [];
  try {
    for (const batch of [1, 20]) {
      const transactions = pick(600, 200, 10);
      const entries = Array.from({ length: batch }, () => event);
      const times = await interleaved(pick(7, 5, 1), {
        store: () =>
          timed(async () => {
            for (let count = 0; count < transactions; count += 1) {
              await store.write((transaction) => transaction.events.append(entries, Date.now()));
            }
          }),
        bare: () =>
          timed(() => {
            for (let count = 0; count < transactions; count += 1) bare.write(batch);
          }),
      });
      const perSecond = (samples: number[]) => samples.map((ms) => (transactions * batch * 1_000) / ms);
      const own = perSecond(times.store);
      const reference = perSecond(times.bare);
      rows.push({
        bench: "writes",
        what: `durable events a second, ${batch} to a transaction / bare better-sqlite3`,
        figure: { what: "ratio", unit: "×", samples: ratios(own, reference) },
        bar: { atLeast: 0.5 },
        from: [
          { what: "the store, one writer", unit: "/s", samples: own },
          { what: "bare better-sqlite3, same pragmas, indexes and transactions", unit: "/s", samples: reference },
        ],
      });
    }
  } finally {
    await store.close();
  }
  return rows;
}

export const writesBench: Bench = { name: "writes", what: "durable events a second, one writer", run };
