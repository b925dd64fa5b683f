import * as z from "zod";
import { id, metadata, time } from "./common.ts";

export const artifactKinds = [
  "transcript",
  "agent_stdout",
  "agent_stderr",
  "verification",
  "setup",
  "summary",
  "plan",
  "patch",
  "mbox",
  "bundle",
  "preflight",
] as const;

export const artifact = z.object({
  id,
  threadId: id,
  jobId: id.nullable(),
  runId: id.nullable(),
  kind: z.enum(artifactKinds),
  /** File name as offered for download. */
  name: z.string(),
  /** Path below the artifact root; never leaves the runner. */
  path: z.string(),
  size: z.int(),
  sha256: z.string(),
  summary: z.string().nullable(),
  metadata,
  createdAt: time,
});
export type Artifact = z.infer<typeof artifact>;

/** Something a person said while a run was going on: kept until an agent has it. */
export const message = z.object({
  id,
  threadId: id,
  text: z.string().min(1).max(200_000),
  by: z.string(),
  /** `delivered` to the running agent, or `queued` as the job named in jobId. */
  state: z.enum(["kept", "delivered", "queued"]),
  runId: id.nullable(),
  jobId: id.nullable(),
  createdAt: time,
  settledAt: time.nullable(),
});
export type Message = z.infer<typeof message>;

export const externalEvent = z.object({
  id,
  threadId: id,
  sourceKind: z.string().min(1).max(60),
  sourceId: z.string().min(1).max(300),
  eventType: z.string().min(1).max(100),
  payload: z.json(),
  createdAt: time,
});
export type ExternalEvent = z.infer<typeof externalEvent>;

export const threadLink = z.object({
  id,
  threadId: id,
  sourceKind: z.string(),
  externalId: z.string(),
  label: z.string(),
  url: z.string().nullable(),
  metadata,
  createdAt: time,
});
export type ThreadLink = z.infer<typeof threadLink>;

export const roles = ["viewer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** An access token as listed: the secret itself is shown once, when it is made, and only its hash is stored. */
export const token = z.object({
  id,
  name: z.string().trim().min(1).max(100),
  role: z.enum(roles),
  createdAt: time,
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
});
export type Token = z.infer<typeof token>;

/** A pause: of the whole queue (`projectId` null) or of one project. */
export const pause = z.object({ projectId: id.nullable(), by: z.string(), reason: z.string().nullable(), at: time });
export type Pause = z.infer<typeof pause>;

/** An outside effect that must happen exactly once, written in the transaction that decided it. */
export const outboxEntry = z.object({
  id,
  /** Natural key of the effect: a second request for the same effect is the same entry. */
  key: z.string(),
  kind: z.enum(["push_branch"]),
  threadId: id,
  jobId: id.nullable(),
  runId: id.nullable(),
  payload: z.record(z.string(), z.json()),
  /** `begun`: it may have happened already, which only the outside knows. `withdrawn`: before it was begun. */
  state: z.enum(["pending", "begun", "done", "failed", "withdrawn"]),
  attempts: z.int(),
  dueAt: time,
  error: z.string().nullable(),
  createdAt: time,
  doneAt: time.nullable(),
});
export type OutboxEntry = z.infer<typeof outboxEntry>;
