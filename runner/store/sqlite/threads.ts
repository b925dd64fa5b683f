import { type Thread, thread } from "../../../shared/model/thread.ts";
import type { Writes } from "../port.ts";
import type { Connection } from "./connection.ts";
import { documentTable, updated } from "./document-table.ts";
import { countsByStatus } from "./paging.ts";

const table = documentTable<Thread>({
  name: "threads",
  noun: "thread",
  schema: thread,
  columns: { projectId: "project_id", status: "status", updatedAt: "updated_at" },
});

export function threads(connection: Connection): Writes["threads"] {
  return {
    get: async (id) => table.get(connection, id),
    list: async (filter, page) => table.page(connection, { project_id: filter.projectId, status: filter.status }, page),
    counts: async () => countsByStatus(connection, "threads"),
    insert: async (entity) => table.insert(connection, entity),
    update: async (id, change) => updated(table.update(connection, id, change)),
  };
}
