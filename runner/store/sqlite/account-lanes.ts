import { accountLane } from "../../../shared/model/account-lane.ts";
import type { Writes } from "../port.ts";
import type { Connection, Row } from "./connection.ts";
import { lenient } from "./damage.ts";

const putSql = `
INSERT INTO account_lanes (account, body) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET body = excluded.body`;

export function lanes(connection: Connection): Writes["lanes"] {
  const read = (row: Row) =>
    lenient(connection, "account_lanes", String(row.account), () => accountLane.parse(JSON.parse(String(row.body))));
  return {
    list: async () => connection.all("SELECT * FROM account_lanes ORDER BY account").flatMap(read),
    get: async (account) => connection.all("SELECT * FROM account_lanes WHERE account = ?", account).flatMap(read)[0],
    put: async (lane) => {
      connection.run(putSql, lane.account, JSON.stringify(lane));
    },
    remove: async (account) => {
      connection.run("DELETE FROM account_lanes WHERE account = ?", account);
    },
  };
}
