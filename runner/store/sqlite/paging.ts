import type { Page } from "../port.ts";
import type { Connection, Value } from "./connection.ts";

/** WHERE, ORDER and LIMIT of one page, newest first: ids sort by the time they were made. */
export function pageClause(
  equals: Record<string, string | undefined>,
  page: Page,
): { clause: string; values: Value[] } {
  const given = Object.entries(equals).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const conditions = given.map(([column]) => `${column} = ?`);
  const values: Value[] = given.map(([, value]) => value);
  if (page.after !== undefined) {
    conditions.push("id < ?");
    values.push(page.after);
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")} ` : "";
  return { clause: `${where}ORDER BY id DESC LIMIT ?`, values: [...values, page.limit] };
}

export function countsByStatus<Status extends string>(
  connection: Connection,
  table: "threads" | "jobs",
): Partial<Record<Status, number>> {
  const rows = connection.all(`SELECT status, COUNT(*) AS number FROM ${table} GROUP BY status`);
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.number)])) as Partial<Record<Status, number>>;
}
