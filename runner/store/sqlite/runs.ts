import { SpoolError } from "../../../shared/errors.ts";
import { type Run, run, type Stage, stage } from "../../../shared/model/run.ts";
import type { Writes } from "../port.ts";
import type { Connection, Row } from "./connection.ts";
import { lenient } from "./damage.ts";
import { documentTable, updated } from "./document-table.ts";

const table = documentTable<Run>({
  name: "runs",
  noun: "run",
  schema: run,
  columns: { jobId: "job_id", threadId: "thread_id", status: "status", generation: "generation" },
});

function parseStage(row: Row): Stage {
  return stage.parse({
    runId: row.run_id,
    name: row.name,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    detail: row.detail,
  });
}

export function runs(connection: Connection): Writes["runs"] {
  return {
    get: async (id) => table.get(connection, id),
    forJob: async (jobId) => table.select(connection, "WHERE job_id = ? ORDER BY id", jobId),
    latestForThread: async (threadId) =>
      table.select(connection, "WHERE thread_id = ? ORDER BY id DESC LIMIT 1", threadId).at(0),
    stages: async (runId) =>
      connection
        .all("SELECT * FROM stages WHERE run_id = ? ORDER BY started_at", runId)
        .flatMap((row) => lenient(connection, "stages", `${row.run_id}/${row.name}`, () => parseStage(row))),
    insert: async (entity) => table.insert(connection, entity),
    update: async (id, generation, change) => {
      const guard = { sql: "generation = @guard", values: { guard: generation } };
      const next = table.update(connection, id, change, guard);
      if (!next) throw new SpoolError("lease_lost", `run ${id} belongs to a newer runner`, { details: { id } });
      return next;
    },
    adopt: async (id, owner, generation) => updated(table.update(connection, id, { owner, generation })),
    startStage: async (runId, name, at) => {
      connection.run(
        `INSERT INTO stages (run_id, name, started_at) VALUES (?, ?, ?)
         ON CONFLICT (run_id, name) DO UPDATE SET ended_at = NULL, outcome = NULL, detail = NULL`,
        runId,
        name,
        at,
      );
    },
    endStage: async (runId, name, end) => {
      connection.run(
        "UPDATE stages SET ended_at = ?, outcome = ?, detail = ? WHERE run_id = ? AND name = ?",
        end.at,
        end.outcome,
        end.detail,
        runId,
        name,
      );
      const row = connection.one("SELECT * FROM stages WHERE run_id = ? AND name = ?", runId, name);
      if (!row) throw new SpoolError("internal", `stage ${name} of run ${runId} ended before it started`);
      return parseStage(row);
    },
  };
}
