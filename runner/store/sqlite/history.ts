import { type EndedJob, endedStatuses, type Writes } from "../port.ts";
import type { Connection, Row } from "./connection.ts";

/**
 * Looked at, the newest: a bound on what a look into the past costs, also in a store of 100 000 jobs, whatever of them are of the
 * type that is asked for.
 */
const newestJobs = 2_000;

/** CASE, since the order in which AND looks at its sides is not promised, and a damaged row must not fail the query. */
const value = (table: string, path: string) =>
  `CASE WHEN json_valid(${table}.body) THEN json_extract(${table}.body, '${path}') END`;

function endedSql(scope: string): string {
  const statuses = endedStatuses.map((status) => `'${status}'`).join(", ");
  return `
SELECT recent.id, recent.project_id, recent.status, recent.agent,
  SUM(MAX(0, ${value("runs", "$.finishedAt")} - ${value("runs", "$.startedAt")})) AS duration,
  SUM(${value("runs", "$.turns")}) AS turns
FROM (
  SELECT id, project_id, status, ${value("jobs", "$.type")} AS type,
    COALESCE(${value("jobs", "$.escalatedFrom.agent")}, ${value("jobs", "$.agent")}) AS agent
  FROM jobs ${scope} ORDER BY id DESC LIMIT ${newestJobs}
) AS recent JOIN runs ON runs.job_id = recent.id
WHERE recent.type = ? AND recent.agent IS NOT NULL AND recent.status IN (${statuses})
  AND NOT EXISTS (SELECT 1 FROM approvals WHERE approvals.job_id = recent.id AND approvals.status = 'pending')
GROUP BY recent.id ORDER BY recent.id DESC`;
}

const ofAll = endedSql("");
const ofProject = endedSql("WHERE project_id = ?");

export function history(connection: Connection): Writes["history"] {
  return {
    jobs: async ({ type, projectId }) => {
      const rows = projectId === undefined ? connection.all(ofAll, type) : connection.all(ofProject, projectId, type);
      return rows.flatMap(endedJob);
    },
  };
}

function endedJob({ id, project_id, status, agent, duration, turns }: Row): EndedJob[] {
  const known = endedStatuses.find((name) => name === status);
  if (known === undefined) return [];
  return [
    {
      id: String(id),
      projectId: String(project_id),
      status: known,
      agent: String(agent),
      durationMs: Number(duration ?? 0),
      turns: Number(turns ?? 0),
    },
  ];
}
