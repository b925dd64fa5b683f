import Database from "better-sqlite3";
import { SpoolError } from "../../shared/errors.ts";

/**
 * One process owns a data directory. The lock is SQLite's own on a file of its own: the kernel holds it for this process
 * and drops it at the instant the process dies, however it dies, so there is no stale lock to judge.
 */
export function lockDataDirectory(path: string): Disposable {
  const database = new Database(path, { timeout: 0 });
  try {
    database.pragma("journal_mode = DELETE");
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) {
      throw new SpoolError("conflict", "another runner uses this data directory", {
        hint: "use that one (spool status), or stop it first",
        details: { lock: path },
      });
    }
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}
