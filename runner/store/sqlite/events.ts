import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { EventScope, Writes } from "../port.ts";
import type { Connection, Row, Value } from "./connection.ts";
import { lenient } from "./damage.ts";

const insertSql = `INSERT INTO events (seq, at, type, project_id, thread_id, job_id, run_id, data)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * A damaged entry stays in the log as a warning: left out, it would be a gap in the numbers that clients wait for, and a
 * page of them would look like the end.
 */
function parse(connection: Connection, row: Row): TimelineEvent {
  const event: Record<string, unknown> = { seq: row.seq, at: row.at, type: row.type };
  if (row.project_id !== null) event.projectId = row.project_id;
  if (row.thread_id !== null) event.threadId = row.thread_id;
  if (row.job_id !== null) event.jobId = row.job_id;
  if (row.run_id !== null) event.runId = row.run_id;
  const [data] = lenient(connection, "events", String(row.seq), () => JSON.parse(String(row.data)) as object);
  if (data === undefined) {
    event.type = "warning";
    event.data = { code: "corrupt_event", text: "this entry of the log is damaged" };
    return event as unknown as TimelineEvent;
  }
  event.data = data;
  // Who appends is held to the catalogue by the compiler alone, and the data may be another version's: readers meet types
  // that they do not know with a neutral row, and fields that were added later may be missing.
  return event as unknown as TimelineEvent;
}

function scopeClause(scope: EventScope): { sql: string; values: Value[] } {
  if (scope.runId !== undefined) return { sql: " AND run_id = ?", values: [scope.runId] };
  if (scope.threadId !== undefined) return { sql: " AND thread_id = ?", values: [scope.threadId] };
  return { sql: "", values: [] };
}

/** `appended` hears of each event as it is written, so that the store can announce them after the commit. */
export function events(connection: Connection, appended?: (events: TimelineEvent[]) => void): Writes["events"] {
  const lastSeq = () => Number(connection.one("SELECT COALESCE(MAX(seq), 0) AS seq FROM events")?.seq ?? 0);
  return {
    lastSeq: async () => lastSeq(),
    after: async (after, scope, limit) => {
      const { sql, values } = scopeClause(scope);
      return connection
        .all(`SELECT * FROM events WHERE seq > ?${sql} ORDER BY seq LIMIT ?`, after, ...values, limit)
        .map((row) => parse(connection, row));
    },
    before: async (before, scope, limit) => {
      const { sql, values } = scopeClause(scope);
      return connection
        .all(`SELECT * FROM events WHERE seq < ?${sql} ORDER BY seq DESC LIMIT ?`, before, ...values, limit)
        .map((row) => parse(connection, row))
        .toReversed();
    },
    countAfter: async (after, scope, atMost) => {
      const { sql, values } = scopeClause(scope);
      const limited = `SELECT 1 FROM events WHERE seq > ?${sql} LIMIT ?`;
      return Number(connection.one(`SELECT COUNT(*) AS number FROM (${limited})`, after, ...values, atMost)?.number);
    },
    append: async (entries, at) => {
      let seq = lastSeq();
      const written = entries.map((entry): TimelineEvent => {
        seq += 1;
        const { projectId = null, threadId = null, jobId = null, runId = null } = entry;
        connection.run(insertSql, seq, at, entry.type, projectId, threadId, jobId, runId, JSON.stringify(entry.data));
        return { ...entry, seq, at };
      });
      appended?.(written);
      return written;
    },
  };
}
