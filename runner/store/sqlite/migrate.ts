import { SpoolError } from "../../../shared/errors.ts";
import type { Connection } from "./connection.ts";
import { migrations } from "./migrations/list.ts";

/**
 * Brings the database to this code's version: each migration in a transaction of its own with the version it makes, so a
 * kill in between leaves a version that exists. A database with data is backed up beside itself first.
 */
export async function migrate(
  connection: Connection,
  file: { path: string; fresh: boolean },
  steps: readonly string[] = migrations,
): Promise<void> {
  const from = connection.schemaVersion;
  if (from > steps.length) {
    throw new SpoolError(
      "not_available",
      `the database has version ${from}, this Spool knows versions up to ${steps.length}`,
      { hint: "install the Spool that wrote it, or a newer one; nothing was changed", details: { path: file.path } },
    );
  }
  if (from === steps.length) return;
  if (!file.fresh && from > 0) await connection.backup(`${file.path}.before-v${steps.length}`);
  for (const [index, sql] of steps.entries()) {
    if (index < from) continue;
    connection.execute("BEGIN IMMEDIATE");
    try {
      connection.execute(sql);
      connection.execute(`PRAGMA user_version = ${index + 1}`);
      connection.execute("COMMIT");
    } catch (error) {
      connection.execute("ROLLBACK");
      throw error;
    }
  }
}
