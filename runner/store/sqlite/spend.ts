import { budgetDay } from "../../../shared/model/budget.ts";
import type { SpendGroup, SpendRange, SpendSum } from "../../../shared/model/spend.ts";
import type { Writes } from "../port.ts";
import type { Connection, Row } from "./connection.ts";
import { lenient } from "./damage.ts";

const addSql = `
INSERT INTO spend VALUES (
  @day, @run_id, @model, @project_id, @agent, @billing, @input, @cached_input, @output, @turns, @worked_ms, @usd, @unpriced
)
ON CONFLICT (day, run_id, model) DO UPDATE SET
  input = input + excluded.input, cached_input = cached_input + excluded.cached_input,
  output = output + excluded.output, turns = turns + excluded.turns, worked_ms = worked_ms + excluded.worked_ms,
  usd = CASE WHEN excluded.usd IS NULL THEN usd ELSE COALESCE(usd, 0) + excluded.usd END,
  unpriced = unpriced + excluded.unpriced`;

/** A row without dollars is not unknown when its run has them in another row: on another day, or with another model. */
const sums = `
  COUNT(DISTINCT run_id) AS runs, SUM(input) AS input, SUM(cached_input) AS cached_input, SUM(output) AS output,
  SUM(turns) AS turns, SUM(worked_ms) AS worked_ms, SUM(usd) AS usd,
  COUNT(DISTINCT CASE WHEN billing = 'api' AND (unpriced > 0 OR (usd IS NULL AND input + cached_input + output > 0))
    THEN run_id END) AS unknown_runs,
  COUNT(DISTINCT CASE WHEN billing = 'subscription' THEN run_id END) AS subscription_runs`;

const groupColumns: Record<SpendGroup, string> = { day: "day", project: "project_id", agent: "agent", model: "model" };

function sumOf(row: Row | undefined): SpendSum {
  const count = (name: string) => Number(row?.[name] ?? 0);
  return {
    runs: count("runs"),
    tokens: { input: count("input"), cachedInput: count("cached_input"), output: count("output") },
    turns: count("turns"),
    workedMs: count("worked_ms"),
    usd: row?.usd == null ? null : Number(row.usd),
    unknownRuns: count("unknown_runs"),
    subscriptionRuns: count("subscription_runs"),
  };
}

/** A condition and its values. */
function within({ from, to, projectId }: SpendRange): [where: string, ...values: string[]] {
  const days = "day BETWEEN ? AND ?";
  return projectId === null ? [days, from, to] : [`project_id = ? AND ${days}`, projectId, from, to];
}

export function spend(connection: Connection): Writes["spend"] {
  return {
    total: async (range) => {
      const [where, ...values] = within(range);
      return sumOf(connection.one(`SELECT ${sums} FROM spend WHERE ${where}`, ...values));
    },
    by: async (group, range) => {
      const column = groupColumns[group];
      const order = group === "day" ? "day DESC" : `SUM(usd) DESC, SUM(input + output) DESC, ${column}`;
      const [where, ...values] = within(range);
      const sql = `SELECT ${column} AS name, ${sums} FROM spend WHERE ${where} GROUP BY ${column} ORDER BY ${order}`;
      return connection.all(sql, ...values).map((row) => ({ group: String(row.name), ...sumOf(row) }));
    },
    add: async (charge) => {
      connection.runNamed(addSql, {
        day: charge.day,
        run_id: charge.runId,
        model: charge.model ?? "",
        project_id: charge.projectId,
        agent: charge.agent,
        billing: charge.billing,
        input: charge.tokens.input,
        cached_input: charge.tokens.cachedInput,
        output: charge.tokens.output,
        turns: charge.turns,
        worked_ms: charge.workedMs,
        usd: charge.usd,
        unpriced: charge.unpricedTokens,
      });
    },
  };
}

const putDaySql = `
INSERT INTO budget_days (day, project_id, body) VALUES (?, ?, ?)
ON CONFLICT (day, project_id) DO UPDATE SET body = excluded.body`;

export function budgetDays(connection: Connection): Writes["budgetDays"] {
  return {
    get: async (day, projectId) => {
      const row = connection.one("SELECT * FROM budget_days WHERE day = ? AND project_id = ?", day, projectId ?? "");
      if (!row) return undefined;
      const key = `${day}/${projectId ?? ""}`;
      return lenient(connection, "budget_days", key, () => budgetDay.parse(JSON.parse(String(row.body))))[0];
    },
    put: async (entity) => {
      connection.run(putDaySql, entity.day, entity.projectId ?? "", JSON.stringify(entity));
    },
  };
}
