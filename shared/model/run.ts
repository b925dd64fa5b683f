import { z } from "zod";
import { commit, id, time } from "./common.ts";

export const runStatuses = ["created", "running", "succeeded", "failed", "timed_out", "cancelled", "lost"] as const;
export type RunStatus = (typeof runStatuses)[number];

export const stageNames = ["prepare", "brief", "plan", "work", "verify", "preflight", "publish"] as const;
export type StageName = (typeof stageNames)[number];

export const stageOutcomes = ["ok", "failed", "skipped", "cancelled", "timed_out", "lost"] as const;
export type StageOutcome = (typeof stageOutcomes)[number];

/** One stage of a run. `endedAt` and `outcome` are null while it goes on. */
export const stage = z.object({
  runId: id,
  name: z.enum(stageNames),
  startedAt: time,
  endedAt: time.nullable(),
  outcome: z.enum(stageOutcomes).nullable(),
  detail: z.string().nullable(),
});
export type Stage = z.infer<typeof stage>;

export const tokens = z.object({ input: z.int(), cachedInput: z.int(), output: z.int() });
export type Tokens = z.infer<typeof tokens>;

/** What a run must remember between its stages to go on after a restart. */
export const runProgress = z.object({
  /** Bytes of the agent's stdout whose events are stored. */
  agentOffset: z.int(),
  /** Number of the last checkpoint of this run. */
  checkpoints: z.int(),
  /** Checkpoint that holds the agent's finished work. */
  workCheckpoint: commit.nullable(),
  /** Verify steps that are done, by name, with their exit codes. */
  verified: z.record(z.string(), z.int()),
  /** Setup commands of the worktree that are done. */
  setupDone: z.int(),
});
export type RunProgress = z.infer<typeof runProgress>;

export const run = z.object({
  id,
  jobId: id,
  threadId: id,
  projectId: id,
  attempt: z.int().positive(),
  status: z.enum(runStatuses),
  stage: z.enum(stageNames).nullable(),
  agent: z.string(),
  model: z.string().nullable(),
  owner: z.string(),
  generation: z.int(),
  /** The vendor's session, stored the moment it is known. */
  sessionId: z.string().nullable(),
  worktreeId: id.nullable(),
  branch: z.string(),
  baseBranch: z.string(),
  baseCommit: commit.nullable(),
  headCommit: commit.nullable(),
  /** Checkpoint this run continued from. */
  continuedFrom: commit.nullable(),
  /** What the previous attempt failed with; part of the brief. */
  remediation: z.string().nullable(),
  sandbox: z.enum(["bubblewrap", "namespace", "none"]).nullable(),
  tokens,
  costUsd: z.number().nullable(),
  costSource: z.enum(["reported", "priced", "unknown"]),
  turns: z.int(),
  verification: z.enum(["pending", "passed", "failed", "skipped"]),
  failureClass: z.string().nullable(),
  failureReason: z.string().nullable(),
  /** How the agent process ended: `exit 0`, `signal KILL`, `vanished`. */
  exitCause: z.string().nullable(),
  summary: z.string().nullable(),
  progress: runProgress,
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});
export type Run = z.infer<typeof run>;
