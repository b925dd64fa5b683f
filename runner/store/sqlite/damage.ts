import { SpoolError } from "../../../shared/errors.ts";
import type { Connection } from "./connection.ts";

export function corruptData(noun: string, row: { table: string; id: string; problem: unknown }): SpoolError {
  const { table, id, problem } = row;
  return new SpoolError("corrupt_data", `the stored ${noun} ${id} is damaged`, {
    hint: "restore a backup, or delete the row by hand; other data is not affected",
    details: { table, id, problem: String(problem) },
    cause: problem,
  });
}

/** One row of a list: nothing when it is damaged, which is reported once, so that it does not hide the others. */
export function lenient<Entity>(connection: Connection, table: string, id: string, parse: () => Entity): Entity[] {
  try {
    return [parse()];
  } catch (problem) {
    const error = SpoolError.is(problem) ? problem : corruptData(`row of ${table}`, { table, id, problem });
    connection.reportDamage(`${table}/${id}`, error);
    return [];
  }
}
