/**
 * Columns are what is asked for, ordered by or guarded; the rest of an entity is JSON in `body`. Text ids and integer
 * milliseconds, no triggers and no rowid tables where a key exists, so that another database can hold the same.
 */
export const initial = `
CREATE TABLE projects (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, removed_at INTEGER, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE threads (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), status TEXT NOT NULL,
  updated_at INTEGER NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX threads_by_status ON threads(status, id);
CREATE INDEX threads_by_project ON threads(project_id, id);

CREATE TABLE jobs (
  id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id), project_id TEXT NOT NULL REFERENCES projects(id),
  status TEXT NOT NULL, write_mode TEXT NOT NULL, priority INTEGER NOT NULL, due_at INTEGER, created_at INTEGER NOT NULL,
  owner TEXT, generation INTEGER NOT NULL, lease_until INTEGER, started_at INTEGER, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_by_thread ON jobs(thread_id, id);
CREATE INDEX jobs_by_status ON jobs(status, priority, created_at);
CREATE INDEX jobs_by_project ON jobs(project_id, id);

CREATE TABLE runs (
  id TEXT PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs(id), thread_id TEXT NOT NULL REFERENCES threads(id),
  status TEXT NOT NULL, generation INTEGER NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_by_job ON runs(job_id, id);
CREATE INDEX runs_by_thread ON runs(thread_id, id);

CREATE TABLE stages (
  run_id TEXT NOT NULL REFERENCES runs(id), name TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
  outcome TEXT, detail TEXT, PRIMARY KEY (run_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE worktrees (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), thread_id TEXT, run_id TEXT,
  state TEXT NOT NULL, setup_key TEXT NOT NULL, base_commit TEXT, branch TEXT, last_activity_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX worktrees_by_state ON worktrees(state, project_id);
CREATE INDEX worktrees_by_thread ON worktrees(thread_id, id);
CREATE INDEX worktrees_by_run ON worktrees(run_id);

CREATE TABLE checkpoints (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs(id), thread_id TEXT NOT NULL REFERENCES threads(id),
  number INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (run_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX checkpoints_by_thread ON checkpoints(thread_id, id);

CREATE TABLE artifacts (
  id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id), job_id TEXT, run_id TEXT, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX artifacts_by_thread ON artifacts(thread_id, id);
CREATE INDEX artifacts_by_job ON artifacts(job_id, id);
CREATE INDEX artifacts_by_run ON artifacts(run_id, id);

CREATE TABLE approvals (
  id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id), job_id TEXT NOT NULL REFERENCES jobs(id),
  run_id TEXT, request_key TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (run_id, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX approvals_by_thread ON approvals(thread_id, id);
CREATE INDEX approvals_by_job ON approvals(job_id, id);
CREATE INDEX approvals_by_status ON approvals(status, id);

CREATE TABLE messages (
  id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id), state TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_by_thread ON messages(thread_id, state, id);

CREATE TABLE external_events (
  id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id), body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX external_events_by_thread ON external_events(thread_id, id);

CREATE TABLE thread_links (
  id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id), body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_links_by_thread ON thread_links(thread_id, id);

CREATE TABLE tokens (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The whole queue is paused by the row whose project_id is empty.
CREATE TABLE pauses (project_id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, job_id TEXT, state TEXT NOT NULL, due_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_due ON outbox(state, due_at);
CREATE INDEX outbox_by_job ON outbox(job_id, id);

CREATE TABLE receipts (
  key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_by_time ON receipts(at);

CREATE TABLE events (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, project_id TEXT, thread_id TEXT, job_id TEXT,
  run_id TEXT, data TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_thread ON events(thread_id, seq) WHERE thread_id IS NOT NULL;
CREATE INDEX events_by_run ON events(run_id, seq) WHERE run_id IS NOT NULL;
`;
