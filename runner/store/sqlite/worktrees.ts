import { type Checkpoint, checkpoint, type Worktree, worktree } from "../../../shared/model/worktree.ts";
import type { Writes } from "../port.ts";
import type { Connection, Value } from "./connection.ts";
import { documentTable, updated } from "./document-table.ts";

const table = documentTable<Worktree>({
  name: "worktrees",
  noun: "worktree",
  schema: worktree,
  columns: {
    projectId: "project_id",
    threadId: "thread_id",
    runId: "run_id",
    state: "state",
    setupKey: "setup_key",
    baseCommit: "base_commit",
    branch: "branch",
    lastActivityAt: "last_activity_at",
  },
});

const checkpointTable = documentTable<Checkpoint>({
  name: "checkpoints",
  noun: "checkpoint",
  schema: checkpoint,
  columns: { runId: "run_id", threadId: "thread_id", number: "number" },
});

const claimSql = `
UPDATE worktrees SET state = 'active', run_id = @runId, thread_id = @threadId, branch = @branch, last_activity_at = @now
WHERE id = (
  SELECT id FROM worktrees WHERE state = 'ready' AND project_id = @projectId AND setup_key = @setupKey
  ORDER BY base_commit = @baseCommit DESC, id DESC LIMIT 1)
RETURNING *`;

export function worktrees(connection: Connection): Writes["worktrees"] {
  return {
    get: async (id) => table.get(connection, id),
    // One without a thread is a copy of the base that a run compares with, not the one it works in.
    forRun: async (runId) =>
      table.select(connection, "WHERE run_id = ? AND thread_id IS NOT NULL ORDER BY id DESC LIMIT 1", runId).at(0),
    list: async (filter) => {
      const conditions: string[] = [];
      const values: Value[] = [];
      if (filter.threadId !== undefined) {
        conditions.push("thread_id = ?");
        values.push(filter.threadId);
      }
      if (filter.projectId !== undefined) {
        conditions.push("project_id = ?");
        values.push(filter.projectId);
      }
      if (filter.states) {
        conditions.push(`state IN (${filter.states.map(() => "?").join(", ")})`);
        values.push(...filter.states);
      }
      const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")} ` : "";
      return table.select(connection, `${where}ORDER BY id`, ...values);
    },
    insert: async (entity) => table.insert(connection, entity),
    update: async (id, change) => updated(table.update(connection, id, change)),
    claimSpare: async (claim) => {
      const row = connection.oneNamed(claimSql, claim);
      return row && table.parse(row);
    },
  };
}

export function checkpoints(connection: Connection): Writes["checkpoints"] {
  return {
    forRun: async (runId) => checkpointTable.select(connection, "WHERE run_id = ? ORDER BY number", runId),
    forThread: async (threadId) => checkpointTable.select(connection, "WHERE thread_id = ? ORDER BY id", threadId),
    latestForRun: async (runId) =>
      checkpointTable.select(connection, "WHERE run_id = ? ORDER BY number DESC LIMIT 1", runId).at(0),
    latestForThread: async (threadId) =>
      checkpointTable.select(connection, "WHERE thread_id = ? ORDER BY id DESC LIMIT 1", threadId).at(0),
    insert: async (entity) => checkpointTable.insert(connection, entity),
  };
}
