import { retryDelay } from "../../shared/machines/backoff.ts";
import { parkedAs } from "../../shared/machines/approval.ts";
import type { LimitKind } from "../../shared/model/account-lane.ts";
import type { Approval, ApprovalKind } from "../../shared/model/approval.ts";
import type { Failure } from "../../shared/model/failure.ts";
import type { Job, JobStatus } from "../../shared/model/job.ts";
import type { RunStatus, StageOutcome } from "../../shared/model/run.ts";
import type { RunEvent } from "./ledger.ts";

/** How a run ended. `class` is a stable word for what failed; `message` is one line for people. */
export type Verdict =
  | { kind: "succeeded"; summary: string | null }
  /** The work, or a check of it, failed; worth another attempt when `retryable`. */
  | {
      kind: "failed";
      class: string;
      message: string;
      retryable: boolean;
      remediation: string | null;
      judged?: Judged;
    }
  | { kind: "timed_out"; message: string }
  | { kind: "cancelled" }
  /** The process set is gone without a word: a reboot, an out-of-memory kill. Costs no attempt. */
  | { kind: "lost"; message: string }
  /**
   * The vendor said "not now" or "not you": the account's lane is closed, and the job waits behind it. With `limit` null
   * it only no longer knows the session, and the job goes on at once. Costs no attempt.
   */
  | { kind: "limited"; class: string; message: string; limit: LimitKind | null; resetAt: number | null }
  /** Worth one more run, at once: what came of this one is of no use, and it is no failure of the work. Costs no attempt. */
  | { kind: "again"; class: string; message: string; remediation?: string }
  /** A human must decide. `remediation` is what the agent is told should the job then go on. */
  | { kind: "blocked"; class: string; message: string; remediation?: string }
  /**
   * A person is asked, and the job waits without a run. `outcome` is what the run came to. No `question`: all that is to
   * be answered was asked while it went on, as `waitsFor`. Costs no attempt.
   */
  | {
      kind: "asks";
      outcome: "ok" | "failed";
      class: string | null;
      message: string;
      waitsFor: ApprovalKind;
      question: Question | null;
      /** In place of what its kind waits as. */
      parkAs?: "blocked";
    };

/** What the classifier made of a failure; its events are written in the moment in which the run ends. */
export interface Judged {
  failure: Failure | null;
  events: RunEvent[];
  /** Instead of another attempt of the same agent. */
  instead: { kind: "escalate"; to: AgentChoice } | { kind: "block" } | null;
  /** Why, in one line. */
  decision: string;
}

export interface AgentChoice {
  agent: string;
  model: string | null;
}

/** An approval that is written in the moment in which its run ends. */
export interface Question {
  requestKey: string;
  title: string;
  payload: Approval["payload"];
  /** The heart of the payload, for the timeline. */
  detail: string | null;
  /** How long it waits for an answer, in milliseconds; for as long as it takes without. */
  expiresAfterMs?: number | null;
}

/** What becomes of the job. `attemptsUsed` and `dueAt` are written with the status. */
export interface JobConsequence {
  status: Extract<JobStatus, "succeeded" | "failed" | "retry_queued" | "blocked" | "cancelled" | "waiting_approval">;
  attemptsUsed: number;
  dueAt: number | null;
  reason: string | null;
  /** Who works on it from now on. */
  escalateTo?: AgentChoice;
}

/** Runs in a row that may be lost before a human has to look. */
const lostRunsAllowed = 3;

export function runStatusOf(verdict: Verdict): Exclude<RunStatus, "created" | "running"> {
  switch (verdict.kind) {
    case "succeeded":
    case "cancelled":
    case "lost":
    case "timed_out":
      return verdict.kind;
    case "failed":
    case "limited":
    case "again":
    case "blocked":
      return "failed";
    case "asks":
      return verdict.outcome === "ok" ? "succeeded" : "failed";
  }
}

/** What the stage came to in which the run ended this way. */
export function stageOutcomeOf(verdict: Verdict): StageOutcome {
  switch (verdict.kind) {
    case "succeeded":
      return "ok";
    case "cancelled":
    case "timed_out":
    case "lost":
      return verdict.kind;
    case "failed":
    case "limited":
    case "again":
    case "blocked":
      return "failed";
    case "asks":
      return verdict.outcome;
  }
}

export function consequence(
  verdict: Verdict,
  job: Pick<Job, "attemptsUsed" | "retryLimit">,
  facts: { now: number; random: number; retryBaseMs: number; lostInARow: number },
): JobConsequence {
  const { now, random, retryBaseMs, lostInARow } = facts;
  const used = job.attemptsUsed;
  switch (verdict.kind) {
    case "succeeded":
      return { status: "succeeded", attemptsUsed: used + 1, dueAt: null, reason: null };
    case "cancelled":
      return { status: "cancelled", attemptsUsed: used, dueAt: null, reason: null };
    case "blocked":
      return { status: "blocked", attemptsUsed: used + 1, dueAt: null, reason: verdict.message };
    case "asks":
      return {
        status: verdict.parkAs ?? parkedAs(verdict.waitsFor),
        attemptsUsed: used,
        dueAt: null,
        reason: verdict.message,
      };
    case "again":
      return { status: "retry_queued", attemptsUsed: used, dueAt: null, reason: verdict.message };
    case "lost":
      return lostInARow >= lostRunsAllowed
        ? { status: "blocked", attemptsUsed: used, dueAt: null, reason: `${lostInARow} runs in a row were lost` }
        : { status: "retry_queued", attemptsUsed: used, dueAt: null, reason: verdict.message };
    case "limited":
      // Not by a time of its own: the lane says when, and may be opened earlier.
      return { status: "retry_queued", attemptsUsed: used, dueAt: null, reason: verdict.message };
    case "failed":
    case "timed_out": {
      const attemptsUsed = used + 1;
      const judged = verdict.kind === "failed" ? verdict.judged : undefined;
      if (judged?.instead?.kind === "block") {
        const reason = `${verdict.message} (${judged.decision})`;
        return { status: "blocked", attemptsUsed, dueAt: null, reason };
      }
      if (judged?.instead?.kind === "escalate") {
        // The backup gets its one attempt whatever the limit says.
        const dueAt = now + retryDelay(attemptsUsed, random, retryBaseMs);
        const reason = `${verdict.message} (${judged.decision})`;
        return { status: "retry_queued", attemptsUsed, dueAt, reason, escalateTo: judged.instead.to };
      }
      const again = verdict.kind === "timed_out" || verdict.retryable;
      if (again && attemptsUsed <= job.retryLimit) {
        const dueAt = now + retryDelay(attemptsUsed, random, retryBaseMs);
        return { status: "retry_queued", attemptsUsed, dueAt, reason: verdict.message };
      }
      return { status: "failed", attemptsUsed, dueAt: null, reason: verdict.message };
    }
  }
}
