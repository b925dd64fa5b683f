/**
 * What lists of threads are filtered and ordered by, also at 100 000 of them. "search" repeats title, branch and labels
 * in the form in which they are compared; the store writes it with each row, nobody else reads it. "fold" is ours.
 */
export const threadLists = `
ALTER TABLE threads ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE threads SET search = fold(
  json_extract(body, '$.title') || char(10) || json_extract(body, '$.branch') ||
  COALESCE((SELECT group_concat(char(10) || value, '') FROM json_each(body, '$.labels')), '')
) WHERE json_valid(body);

DROP INDEX threads_by_project;
CREATE INDEX threads_by_project ON threads(project_id, status, id);
CREATE INDEX threads_by_update ON threads(status, updated_at, id);
CREATE INDEX threads_by_project_update ON threads(project_id, status, updated_at, id);
CREATE INDEX threads_by_search ON threads(status, project_id, updated_at, search);
`;
