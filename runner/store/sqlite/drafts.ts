import { draft } from "../../../shared/model/draft.ts";
import type { Writes } from "../port.ts";
import type { Connection, Row } from "./connection.ts";
import { lenient } from "./damage.ts";

const putSql = `
INSERT INTO drafts (thread_id, key, text, updated_at, by) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (thread_id, key) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at, by = excluded.by`;

export function drafts(connection: Connection): Writes["drafts"] {
  return {
    forThread: async (threadId) =>
      connection
        .all("SELECT * FROM drafts WHERE thread_id = ? ORDER BY key", threadId)
        .flatMap((row) => lenient(connection, "drafts", `${row.thread_id}/${row.key}`, () => parse(row))),
    put: async ({ threadId, key, text, updatedAt, by }) => {
      connection.run(putSql, threadId, key, text, updatedAt, by);
    },
    remove: async (threadId, key) =>
      connection.run("DELETE FROM drafts WHERE thread_id = ? AND key = ?", threadId, key) > 0,
  };
}

function parse(row: Row) {
  return draft.parse({
    threadId: row.thread_id,
    key: row.key,
    text: row.text,
    updatedAt: row.updated_at,
    by: row.by,
  });
}
