import { join } from "node:path";
import Database from "better-sqlite3";

/** Changes rows behind the store's back, as a broken disk or a careless hand would; `directory` holds the database. */
export function damage(directory: string, sql: string, ...parameters: unknown[]): void {
  const database = new Database(join(directory, "spool.db"));
  try {
    const { changes } = database.prepare(sql).run(...parameters);
    if (changes === 0) throw new Error("nothing was damaged");
  } finally {
    database.close();
  }
}
