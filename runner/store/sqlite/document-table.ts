import type * as z from "zod";
import { notFound, SpoolError } from "../../../shared/errors.ts";
import type { Page } from "../port.ts";
import type { Connection, Row, Value } from "./connection.ts";
import { corruptData, lenient } from "./damage.ts";
import { pageClause } from "./paging.ts";

/**
 * A table whose rows are whole entities: the fields named in `columns` each have a column of their own, the rest is JSON
 * in `body`. No field is stored twice, so the two cannot disagree.
 */
export interface DocumentTable<Entity extends { id: string }> {
  insert(connection: Connection, entity: Entity): void;
  /** `guard` is extra SQL that the row must fulfil, e.g. its generation; undefined when it does not. */
  update(
    connection: Connection,
    id: string,
    change: Partial<Entity>,
    guard?: { sql: string; values: Row },
  ): Entity | undefined;
  get(connection: Connection, id: string): Entity | undefined;
  /** First row that fulfils `clause` (SQL from WHERE on). */
  first(connection: Connection, clause: string, ...parameters: Value[]): Entity | undefined;
  select(connection: Connection, clause: string, ...parameters: Value[]): Entity[];
  /** One page, newest first, of the rows whose columns equal the given values. Damaged rows do not make it shorter. */
  page(connection: Connection, equals: Record<string, string | undefined>, page: Page): Entity[];
  /**
   * `limit` entities (1 to 1000) from a query that gives up to so many rows behind the last one read. Who pages on takes
   * a short page for the last one, so what damage takes out of a page is made up for from behind it.
   */
  collect(
    connection: Connection,
    limit: number,
    query: (wanted: number, last: Row | undefined) => { sql: string; values: Value[] },
  ): Entity[];
  parse(row: Row): Entity;
}

export function documentTable<Entity extends { id: string }>(definition: {
  name: string;
  noun: string;
  schema: z.ZodType<Entity>;
  /** Entity field → column. `id` is always one. */
  columns: Partial<Record<keyof Entity & string, string>>;
  /** Columns that only SQL looks at, made from the entity with each write. */
  derived?: Record<string, (entity: Entity) => Value>;
}): DocumentTable<Entity> {
  const { name, noun, schema } = definition;
  const columns = Object.entries({ ...definition.columns, id: "id" }) as [keyof Entity & string, string][];
  const fields = new Set<string>(columns.map(([field]) => field));
  const derived = Object.entries(definition.derived ?? {});
  const names = [...columns.map(([, column]) => column), ...derived.map(([column]) => column)];
  const insertSql = `INSERT INTO ${name} (${names.join(", ")}, body) VALUES (${names.map((n) => `@${n}`).join(", ")}, @body)`;
  const assignments = names.filter((n) => n !== "id").map((n) => `${n} = @${n}`);
  const updateSql = `UPDATE ${name} SET ${[...assignments, "body = @body"].join(", ")} WHERE id = @id`;

  function toRow(entity: Entity): Row {
    const row: Row = {};
    for (const [field, column] of columns) row[column] = (entity[field] ?? null) as Value;
    for (const [column, value] of derived) row[column] = value(entity);
    row.body = JSON.stringify(Object.fromEntries(Object.entries(entity).filter(([field]) => !fields.has(field))));
    return row;
  }

  function parse(row: Row): Entity {
    let problem: unknown;
    try {
      const entity = JSON.parse(String(row.body)) as Record<string, unknown>;
      for (const [field, column] of columns) entity[field] = row[column];
      const parsed = schema.safeParse(entity);
      if (parsed.success) return parsed.data;
      problem = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    } catch (error) {
      problem = error;
    }
    throw corruptData(noun, { table: name, id: String(row.id), problem });
  }

  function parseLenient(connection: Connection, row: Row): Entity[] {
    return lenient(connection, name, String(row.id), () => parse(row));
  }

  const table: DocumentTable<Entity> = {
    parse,
    insert(connection, entity) {
      connection.runNamed(insertSql, toRow(entity));
    },
    update(connection, id, change, guard) {
      const current = table.get(connection, id);
      if (!current) throw notFound(noun, id);
      const next = { ...current, ...change };
      const sql = guard ? `${updateSql} AND ${guard.sql}` : updateSql;
      const changed = connection.runNamed(sql, { ...toRow(next), ...guard?.values });
      return changed === 1 ? next : undefined;
    },
    get(connection, id) {
      const row = connection.one(`SELECT * FROM ${name} WHERE id = ?`, id);
      return row && parse(row);
    },
    first(connection, clause, ...parameters) {
      const row = connection.one(`SELECT * FROM ${name} ${clause} LIMIT 1`, ...parameters);
      return row && parse(row);
    },
    page(connection, equals, page) {
      return table.collect(connection, page.limit, (limit, last) => {
        const { clause, values } = pageClause(equals, { limit, after: last ? String(last.id) : page.after });
        return { sql: `SELECT * FROM ${name} ${clause}`, values };
      });
    },
    collect(connection, asked, query) {
      const found: Entity[] = [];
      const limit = Math.min(Math.max(1, asked), 1000);
      let last: Row | undefined;
      for (;;) {
        const wanted = limit - found.length;
        const { sql, values } = query(wanted, last);
        const rows = connection.all(sql, ...values);
        found.push(...rows.flatMap((row) => parseLenient(connection, row)));
        last = rows.at(-1);
        if (!last || rows.length < wanted || found.length === limit) return found;
      }
    },
    select(connection, clause, ...parameters) {
      return connection
        .all(`SELECT * FROM ${name} ${clause}`, ...parameters)
        .flatMap((row) => parseLenient(connection, row));
    },
  };
  return table;
}

/** The update of an unguarded table: the row is there, or `not_found` was thrown. */
export function updated<Entity>(entity: Entity | undefined): Entity {
  if (entity === undefined) throw new SpoolError("internal", "an unguarded update changed no row");
  return entity;
}
