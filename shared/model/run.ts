import * as z from "zod";
import { budgetMeter } from "./budget.ts";
import { commit, id, time } from "./common.ts";
import { failure } from "./failure.ts";

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

/** A command of a run: setup, hook or verify step. `exitCode` is null while it runs and when it was ended by force. */
export const stepRecord = z.object({
  startedAt: time,
  endedAt: time.nullable(),
  exitCode: z.int().nullable(),
  timedOut: z.boolean(),
});
export type StepRecord = z.infer<typeof stepRecord>;

/** Why the runner ends an agent that is stuck, from the moment in which that is decided. */
const stuckStop = z.object({
  class: z.enum(["agent.stalled", "agent.looping"]),
  message: z.string(),
  remediation: z.string(),
  /** A person wants another attempt; it costs none. */
  byPerson: z.boolean(),
});
export type StuckStop = z.infer<typeof stuckStop>;
/** What a run is known to cost, in US dollars: see `addCost` in runner/gates/budget. */
const runCost = z.object({
  reportedUsd: z.number().nullable(),
  /** By the price table, since the last report; null when nothing was priced. */
  pricedUsd: z.number().nullable(),
  /** Since the last report, of an unknown price. */
  unpricedTokens: z.int(),
  /** The agent will report what these tokens cost. */
  pending: z.boolean(),
});
export type RunCost = z.infer<typeof runCost>;
export const noCost: RunCost = { reportedUsd: null, pricedUsd: null, unpricedTokens: 0, pending: false };

/** What a run must remember between its stages to go on after a restart. */
const runProgress = z.object({
  /** Bytes of the agent's stdout whose events are stored. */
  agentOffset: z.int(),
  agentStartedAt: time.nullable(),
  /** Number of the last checkpoint of this run. */
  checkpoints: z.int(),
  /** Checkpoint that holds the agent's finished work. */
  workCheckpoint: commit.nullable(),
  /** Questions (`requestKey`) of which the log tells what followed from their answer. */
  answered: z.array(z.string()).default([]),
  /** Runs lost in a row right before this one, since a person last put the job into the queue. */
  lostBefore: z.int().default(0),
  stuck: stuckStop.nullable().default(null),
  /** The commit that passed preflight: the only one that may be published. */
  checkedCommit: commit.nullable().default(null),
  /** The log tells what preflight came to. */
  preflightTold: z.boolean().default(false),
  /** What was wrong with the plan that its agent gave, for the one try to correct it. */
  planProblems: z.array(z.string()).default([]),
  /** Files outside the contract that the log tells of. */
  deviations: z.array(z.string()).default([]),
  cost: runCost.default(noCost),
  /** Working time that is counted, in milliseconds. */
  workedMs: z.int().default(0),
  /** What the vendor's own limits were set to when the agent was started. */
  allowance: z.object({ turns: z.int().nullable(), usd: z.number().nullable() }).nullable().default(null),
  /** A budget was used up (or its dollars cannot be counted): the run is to end by asking. */
  budgetHit: budgetMeter.extend({ unknownPrice: z.boolean() }).nullable().default(null),
  /** By process name: `setup-1`, `before-run-1`, `verify-2` … */
  steps: z.record(z.string(), stepRecord),
  /** What the job's runs before this one failed with, since a person last put it into the queue. */
  earlierFailures: z.array(z.object({ class: z.string(), fingerprint: z.string() })).default([]),
  /** Clean worktree of the base commit in which a failed check is tried for comparison. */
  baseWorktree: id.nullable().default(null),
});

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
  /** What to do about it: one instruction, from the rule that knew the failure. */
  hint: z.string().nullable().default(null),
  /** What this run failed with, for the next attempt's brief. */
  remediationForNext: z.string().nullable(),
  sandbox: z.enum(["bubblewrap", "namespace", "none"]).nullable(),
  tokens,
  costUsd: z.number().nullable(),
  costSource: z.enum(["reported", "priced", "unknown", "subscription"]),
  turns: z.int(),
  /** `known_failures`: what failed had failed on the base commit already. */
  verification: z.enum(["pending", "passed", "failed", "skipped", "known_failures"]),
  failureClass: z.string().nullable(),
  failureReason: z.string().nullable(),
  failure: failure.nullable().default(null),
  /** How the agent process ended: `exit 0`, `signal SIGKILL`, `vanished`; `stopped` when the runner ended it. */
  exitCause: z.string().nullable(),
  summary: z.string().nullable(),
  progress: runProgress,
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});
export type Run = z.infer<typeof run>;
