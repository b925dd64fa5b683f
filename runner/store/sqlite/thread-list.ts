import { type ThreadStatus, threadStatuses } from "../../../shared/model/thread.ts";
import type { ThreadFilter, ThreadPage } from "../port.ts";
import type { Value } from "./connection.ts";
import { fold } from "./fold.ts";

interface Query {
  sql: string;
  values: Value[];
}

/**
 * One page of threads. Without a search each status gives its first rows from an index that is in the list's order, so
 * that a page costs the same at ten threads and at 100 000. A search reads one narrow index and none of the rows.
 */
export function threadPageSql(filter: ThreadFilter, page: ThreadPage): Query {
  const order = page.sort === "updated" ? "updated_at DESC, id DESC" : "id DESC";
  const found =
    filter.search === undefined ? byStatus(filter, page, order) : bySearch(filter, filter.search, page, order);
  return { sql: `SELECT * FROM threads WHERE id IN (${found.sql}) ORDER BY ${order}`, values: found.values };
}

function byStatus(filter: ThreadFilter, page: ThreadPage, order: string): Query {
  // Nothing that the index does not hold.
  const columns = page.sort === "updated" ? "id, updated_at" : "id";
  const parts = statusesOf(filter).map((status): Query => {
    const { sql, values } = conditions(filter, page);
    const where = ["status = ?", ...sql].join(" AND ");
    return {
      sql: `SELECT * FROM (SELECT ${columns} FROM threads WHERE ${where} ORDER BY ${order} LIMIT ?)`,
      values: [status, ...values, page.limit],
    };
  });
  // No status at all is a question with an empty answer.
  if (parts.length === 0) return { sql: "SELECT id FROM threads WHERE 0", values: [] };
  const union = parts.map((part) => part.sql).join(" UNION ALL ");
  return {
    sql: `SELECT id FROM (${union}) ORDER BY ${order} LIMIT ?`,
    values: [...parts.flatMap((part) => part.values), page.limit],
  };
}

function bySearch(filter: ThreadFilter, search: string, page: ThreadPage, order: string): Query {
  const statuses = statusesOf(filter);
  const { sql, values } = conditions(filter, page);
  const where = [
    `status IN (${statuses.map(() => "?").join(", ")})`,
    // Not LIKE: a person's % and _ are themselves here.
    "(instr(search, ?) > 0 OR instr(id, ?) = 1)",
    ...sql,
  ].join(" AND ");
  const text = fold(search);
  return {
    sql: `SELECT id FROM threads INDEXED BY threads_by_search WHERE ${where} ORDER BY ${order} LIMIT ?`,
    values: [...statuses, text, text, ...values, page.limit],
  };
}

function statusesOf({ statuses }: ThreadFilter): ThreadStatus[] {
  return [...new Set(statuses ?? threadStatuses)];
}

function conditions({ projectId }: ThreadFilter, { sort, after }: ThreadPage): { sql: string[]; values: Value[] } {
  const sql: string[] = [];
  const values: Value[] = [];
  if (projectId !== undefined) {
    sql.push("project_id = ?");
    values.push(projectId);
  }
  if (after && sort === "updated") {
    sql.push("(updated_at, id) < (?, ?)");
    values.push(after.updatedAt, after.id);
  } else if (after) {
    sql.push("id < ?");
    values.push(after.id);
  }
  return { sql, values };
}
