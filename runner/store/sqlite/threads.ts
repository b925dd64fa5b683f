import { type Thread, thread } from "../../../shared/model/thread.ts";
import type { Writes } from "../port.ts";
import type { Connection } from "./connection.ts";
import { documentTable, updated } from "./document-table.ts";
import { fold } from "./fold.ts";
import { countsByStatus } from "./paging.ts";
import { threadPageSql } from "./thread-list.ts";

const table = documentTable<Thread>({
  name: "threads",
  noun: "thread",
  schema: thread,
  columns: { projectId: "project_id", status: "status", updatedAt: "updated_at" },
  derived: { search: ({ title, branch, labels }) => fold([title, branch, ...labels].join("\n")) },
});

export function threads(connection: Connection): Writes["threads"] {
  return {
    get: async (id) => table.get(connection, id),
    forIds: async (ids) =>
      table.select(connection, "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", JSON.stringify(ids)),
    list: async (filter, page) =>
      table.collect(connection, page.limit, (limit, last) => {
        const after = last ? { id: String(last.id), updatedAt: Number(last.updated_at) } : page.after;
        return threadPageSql(filter, { ...page, limit, after });
      }),
    counts: async () => countsByStatus(connection, "threads"),
    insert: async (entity) => table.insert(connection, entity),
    update: async (id, change) => updated(table.update(connection, id, change)),
  };
}
