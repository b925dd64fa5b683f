import { type Approval, approval } from "../../../shared/model/approval.ts";
import {
  type Artifact,
  artifact,
  type ExternalEvent,
  externalEvent,
  type Message,
  message,
  type ThreadLink,
  threadLink,
} from "../../../shared/model/records.ts";
import type { Writes } from "../port.ts";
import type { Connection } from "./connection.ts";
import { documentTable, updated } from "./document-table.ts";

const artifactTable = documentTable<Artifact>({
  name: "artifacts",
  noun: "artifact",
  schema: artifact,
  columns: { threadId: "thread_id", jobId: "job_id", runId: "run_id" },
});

const approvalTable = documentTable<Approval>({
  name: "approvals",
  noun: "approval",
  schema: approval,
  columns: { threadId: "thread_id", jobId: "job_id", runId: "run_id", requestKey: "request_key", status: "status" },
});

const messageTable = documentTable<Message>({
  name: "messages",
  noun: "message",
  schema: message,
  columns: { threadId: "thread_id", state: "state" },
});

const externalEventTable = documentTable<ExternalEvent>({
  name: "external_events",
  noun: "external event",
  schema: externalEvent,
  columns: { threadId: "thread_id" },
});

const linkTable = documentTable<ThreadLink>({
  name: "thread_links",
  noun: "link",
  schema: threadLink,
  columns: { threadId: "thread_id" },
});

export function artifacts(connection: Connection): Writes["artifacts"] {
  return {
    get: async (id) => artifactTable.get(connection, id),
    forThread: async (threadId) => artifactTable.select(connection, "WHERE thread_id = ? ORDER BY id", threadId),
    forJob: async (jobId) => artifactTable.select(connection, "WHERE job_id = ? ORDER BY id", jobId),
    forRun: async (runId) => artifactTable.select(connection, "WHERE run_id = ? ORDER BY id", runId),
    insert: async (entity) => artifactTable.insert(connection, entity),
    update: async (id, change) => updated(artifactTable.update(connection, id, change)),
  };
}

export function approvals(connection: Connection): Writes["approvals"] {
  return {
    get: async (id) => approvalTable.get(connection, id),
    byRequest: async (runId, requestKey) =>
      approvalTable.first(connection, "WHERE run_id = ? AND request_key = ?", runId, requestKey),
    forThread: async (threadId) => approvalTable.select(connection, "WHERE thread_id = ? ORDER BY id", threadId),
    forJob: async (jobId) => approvalTable.select(connection, "WHERE job_id = ? ORDER BY id", jobId),
    pending: async () => approvalTable.select(connection, "WHERE status = 'pending' ORDER BY id"),
    insert: async (entity) => approvalTable.insert(connection, entity),
    update: async (id, change) => updated(approvalTable.update(connection, id, change)),
  };
}

export function messages(connection: Connection): Writes["messages"] {
  return {
    forThread: async (threadId) => messageTable.select(connection, "WHERE thread_id = ? ORDER BY id", threadId),
    kept: async (threadId) =>
      messageTable.select(connection, "WHERE thread_id = ? AND state = 'kept' ORDER BY id", threadId),
    insert: async (entity) => messageTable.insert(connection, entity),
    update: async (id, change) => updated(messageTable.update(connection, id, change)),
  };
}

export function externalEvents(connection: Connection): Writes["externalEvents"] {
  return {
    forThread: async (threadId) => externalEventTable.select(connection, "WHERE thread_id = ? ORDER BY id", threadId),
    insert: async (entity) => externalEventTable.insert(connection, entity),
  };
}

export function links(connection: Connection): Writes["links"] {
  return {
    forThread: async (threadId) => linkTable.select(connection, "WHERE thread_id = ? ORDER BY id", threadId),
    insert: async (entity) => linkTable.insert(connection, entity),
  };
}
