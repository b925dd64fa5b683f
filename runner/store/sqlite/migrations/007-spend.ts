/**
 * What each run used on each day with each model. "usd" is null while no cost is known; "unpriced" counts tokens whose
 * price is not known. The sums over a run's rows are the run's own figures: both are written in one transaction.
 */
export const spend = `
CREATE TABLE spend (
  day TEXT NOT NULL, run_id TEXT NOT NULL REFERENCES runs(id), model TEXT NOT NULL, project_id TEXT NOT NULL,
  agent TEXT NOT NULL, billing TEXT NOT NULL, input INTEGER NOT NULL, cached_input INTEGER NOT NULL,
  output INTEGER NOT NULL, turns INTEGER NOT NULL, worked_ms INTEGER NOT NULL, usd REAL, unpriced INTEGER NOT NULL,
  PRIMARY KEY (day, run_id, model)
) STRICT, WITHOUT ROWID;
CREATE INDEX spend_by_project ON spend(project_id, day);
INSERT INTO spend
SELECT date(json_extract(body, '$.createdAt') / 1000, 'unixepoch', 'localtime'), id,
  COALESCE(json_extract(body, '$.model'), ''), json_extract(body, '$.projectId'), json_extract(body, '$.agent'), 'api',
  json_extract(body, '$.tokens.input'), json_extract(body, '$.tokens.cachedInput'),
  json_extract(body, '$.tokens.output'), json_extract(body, '$.turns'), 0, json_extract(body, '$.costUsd'), 0
FROM runs WHERE json_valid(body)
  -- A damaged run is left out: refused by the table, it would keep the whole database from being opened.
  AND json_type(body, '$.createdAt') = 'integer' AND json_type(body, '$.projectId') = 'text'
  AND json_type(body, '$.agent') = 'text' AND json_type(body, '$.turns') = 'integer'
  AND json_type(body, '$.tokens.input') = 'integer' AND json_type(body, '$.tokens.cachedInput') = 'integer'
  AND json_type(body, '$.tokens.output') = 'integer' AND json_type(body, '$.costUsd') IN ('null', 'integer', 'real');

-- The runner's own day is the row whose project_id is empty.
CREATE TABLE budget_days (
  day TEXT NOT NULL, project_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (day, project_id)
) STRICT, WITHOUT ROWID;
`;
