import { type Job, job } from "../../../shared/model/job.ts";
import type { Writes } from "../port.ts";
import type { Connection } from "./connection.ts";
import { documentTable, updated } from "./document-table.ts";
import { countsByStatus } from "./paging.ts";

const table = documentTable<Job>({
  name: "jobs",
  noun: "job",
  schema: job,
  columns: {
    threadId: "thread_id",
    projectId: "project_id",
    status: "status",
    writeMode: "write_mode",
    priority: "priority",
    dueAt: "due_at",
    createdAt: "created_at",
    owner: "owner",
    generation: "generation",
    leaseUntil: "lease_until",
    startedAt: "started_at",
  },
});

const active = "('preparing', 'running', 'verifying', 'waiting_approval')";
const parked = "(status = 'waiting_approval' AND owner IS NULL)";
const waiting = "('queued', 'retry_queued')";

const claimSql = `
UPDATE jobs SET status = 'preparing', owner = @owner, generation = generation + 1, lease_until = @leaseUntil,
  started_at = COALESCE(started_at, @now)
WHERE id = @id AND status IN ${waiting} AND NOT (write_mode = 'workspace_write' AND EXISTS (
  SELECT 1 FROM jobs AS other WHERE other.thread_id = jobs.thread_id AND other.id <> jobs.id
    AND other.write_mode = 'workspace_write' AND other.status IN ${active}))
RETURNING *`;

const takeOverSql = `
UPDATE jobs SET owner = @owner, generation = generation + 1, lease_until = @leaseUntil
WHERE id = @id AND status IN ${active} AND (owner = @owner OR lease_until < @now)
RETURNING *`;

export function jobs(connection: Connection): Writes["jobs"] {
  return {
    get: async (id) => table.get(connection, id),
    forThread: async (threadId) => table.select(connection, "WHERE thread_id = ? ORDER BY id", threadId),
    latestForThread: async (threadId) =>
      table.select(connection, "WHERE thread_id = ? ORDER BY id DESC LIMIT 1", threadId).at(0),
    list: async (filter, page) => table.page(connection, { project_id: filter.projectId, status: filter.status }, page),
    waiting: async () => table.select(connection, `WHERE status IN ${waiting} ORDER BY priority, created_at, id`),
    active: async () => table.select(connection, `WHERE status IN ${active} AND NOT ${parked} ORDER BY id`),
    parked: async () => table.select(connection, `WHERE ${parked} ORDER BY id`),
    counts: async () => countsByStatus(connection, "jobs"),
    insert: async (entity) => table.insert(connection, entity),
    update: async (id, change) => updated(table.update(connection, id, change)),
    claim: async (id, claim) => {
      const row = connection.oneNamed(claimSql, { id, ...claim });
      return row && table.parse(row);
    },
    takeOver: async (id, claim) => {
      const row = connection.oneNamed(takeOverSql, { id, ...claim });
      return row && table.parse(row);
    },
    renewLeases: async (owner, leaseUntil) => {
      connection.run(`UPDATE jobs SET lease_until = ? WHERE owner = ? AND status IN ${active}`, leaseUntil, owner);
    },
  };
}
