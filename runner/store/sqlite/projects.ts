import { type Project, project } from "../../../shared/model/project.ts";
import type { Writes } from "../port.ts";
import type { Connection } from "./connection.ts";
import { documentTable, updated } from "./document-table.ts";

const table = documentTable<Project>({
  name: "projects",
  noun: "project",
  schema: project,
  columns: { name: "name", removedAt: "removed_at" },
});

export function projects(connection: Connection): Writes["projects"] {
  return {
    get: async (id) => table.get(connection, id),
    byName: async (name) => table.first(connection, "WHERE name = ?", name),
    list: async () => table.select(connection, "WHERE removed_at IS NULL ORDER BY name"),
    insert: async (entity) => table.insert(connection, entity),
    update: async (id, change) => updated(table.update(connection, id, change)),
  };
}
