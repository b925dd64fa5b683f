import { SpoolError } from "../../../shared/errors.ts";
import { type OutboxEntry, outboxEntry, pause, type Token, token } from "../../../shared/model/records.ts";
import type { Writes } from "../port.ts";
import type { Connection } from "./connection.ts";
import { lenient } from "./damage.ts";
import { documentTable, updated } from "./document-table.ts";

const tokenTable = documentTable<Token>({ name: "tokens", noun: "token", schema: token, columns: {} });

const outboxTable = documentTable<OutboxEntry>({
  name: "outbox",
  noun: "outbox entry",
  schema: outboxEntry,
  columns: { key: "key", jobId: "job_id", state: "state", dueAt: "due_at" },
});

export function tokens(connection: Connection): Writes["tokens"] {
  return {
    get: async (id) => tokenTable.get(connection, id),
    byHash: async (hash) => tokenTable.first(connection, "WHERE hash = ?", hash),
    list: async () => tokenTable.select(connection, "ORDER BY id"),
    insert: async (entity, hash) => {
      const { id, ...body } = entity;
      connection.run("INSERT INTO tokens (id, hash, body) VALUES (?, ?, ?)", id, hash, JSON.stringify(body));
    },
    update: async (id, change) => updated(tokenTable.update(connection, id, change)),
  };
}

export function pauses(connection: Connection): Writes["pauses"] {
  return {
    list: async () =>
      connection
        .all("SELECT * FROM pauses ORDER BY project_id")
        .flatMap((row) =>
          lenient(connection, "pauses", String(row.project_id), () => pause.parse(JSON.parse(String(row.body)))),
        ),
    put: async (entity) => {
      connection.run(
        "INSERT INTO pauses (project_id, body) VALUES (?, ?) ON CONFLICT (project_id) DO NOTHING",
        entity.projectId ?? "",
        JSON.stringify(entity),
      );
    },
    remove: async (projectId) => connection.run("DELETE FROM pauses WHERE project_id = ?", projectId ?? "") > 0,
  };
}

const unsettled = "state IN ('pending', 'begun')";

export function outbox(connection: Connection): Writes["outbox"] {
  return {
    get: async (id) => outboxTable.get(connection, id),
    due: async (now) => outboxTable.select(connection, `WHERE ${unsettled} AND due_at <= ? ORDER BY due_at, id`, now),
    forJob: async (jobId) => outboxTable.select(connection, "WHERE job_id = ? ORDER BY id", jobId),
    nextDue: async (after = Number.MIN_SAFE_INTEGER) => {
      const row = connection.one(`SELECT MIN(due_at) AS due FROM outbox WHERE ${unsettled} AND due_at > ?`, after);
      return row === undefined || row.due === null ? undefined : Number(row.due);
    },
    byKey: async (key) => outboxTable.first(connection, "WHERE key = ?", key),
    insert: async (entity) => {
      if (connection.one("SELECT 1 AS found FROM outbox WHERE key = ?", entity.key)) return false;
      outboxTable.insert(connection, entity);
      return true;
    },
    update: async (id, change) => updated(outboxTable.update(connection, id, change)),
  };
}

export function receipts(connection: Connection): Writes["receipts"] {
  return {
    get: async (key) => {
      const row = connection.one("SELECT fingerprint, answer FROM receipts WHERE key = ?", key);
      return row && { fingerprint: String(row.fingerprint), answer: String(row.answer) };
    },
    put: async (key, receipt) => {
      connection.run(
        "INSERT INTO receipts (key, fingerprint, answer, at) VALUES (?, ?, ?, ?)",
        key,
        receipt.fingerprint,
        receipt.answer,
        receipt.at,
      );
    },
    forgetBefore: async (time) => {
      connection.run("DELETE FROM receipts WHERE at < ?", time);
    },
  };
}

const idTables = {
  thread: "threads",
  job: "jobs",
  run: "runs",
  worktree: "worktrees",
  artifact: "artifacts",
  approval: "approvals",
} as const;

const tablesWithIds = [...Object.values(idTables), "checkpoints", "messages", "external_events", "tokens", "outbox"];

export function newestIds(connection: Connection): Writes["newestIds"] {
  return async () =>
    tablesWithIds
      .map((table) => connection.one(`SELECT MAX(id) AS id FROM ${table}`)?.id)
      .filter((id): id is string => typeof id === "string");
}

export function idsEndingIn(connection: Connection): Writes["idsEndingIn"] {
  return async (kind, fragment) => {
    if (!/^[a-z0-9_]+$/.test(fragment)) {
      throw new SpoolError("invalid_input", `"${fragment}" is not a ${kind} id`, {
        hint: "give the whole id or at least its last four characters, as lists show them",
      });
    }
    // An underscore is a wildcard to LIKE, and every id has one.
    const pattern = `%${fragment.replaceAll("_", "\\_")}`;
    return connection
      .all(`SELECT id FROM ${idTables[kind]} WHERE id LIKE ? ESCAPE '\\' ORDER BY id DESC LIMIT 3`, pattern)
      .map((row) => String(row.id));
  };
}
