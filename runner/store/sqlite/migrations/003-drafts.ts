export const drafts = `
CREATE TABLE drafts (
  thread_id TEXT NOT NULL REFERENCES threads(id), key TEXT NOT NULL, text TEXT NOT NULL, updated_at INTEGER NOT NULL,
  by TEXT NOT NULL, PRIMARY KEY (thread_id, key)
) STRICT, WITHOUT ROWID;
`;
