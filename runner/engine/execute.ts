import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type ErrorCode, SpoolError, toSpoolError } from "../../shared/errors.ts";
import type { StageName } from "../../shared/model/run.ts";
import { firstLine } from "../../shared/text.ts";
import { checkpointsSettled, takeCheckpoint } from "./checkpoints.ts";
import { checkDetached, Detached, type RunContext } from "./context.ts";
import { endProcesses } from "./end-processes.ts";
import { endRun } from "./end-run.ts";
import type { RunEvent } from "./ledger.ts";
import { moveTo } from "./progress.ts";
import { brief } from "./stages/brief.ts";
import { mustCheck, preflight } from "./stages/preflight.ts";
import { makePlan, mustPlan } from "./stages/plan.ts";
import { prepare } from "./stages/prepare.ts";
import { publish } from "./stages/publish.ts";
import { verify } from "./stages/verify.ts";
import { work } from "./stages/work.ts";
import type { Verdict } from "./verdict.ts";

/** How the run ended in a stage; or that it goes on, with what the log is told in the moment in which the stage ends. */
type StageResult = Verdict | { kind: "done"; events: RunEvent[] } | undefined;
type StageWork = (context: RunContext) => Promise<StageResult>;

interface StageEntry {
  name: StageName;
  work: StageWork;
  /** Left out where the run does not need it; by default each does. Comes to the same in the next life of the runner. */
  applies?: (context: RunContext) => Promise<boolean>;
  /** An agent works in it. */
  hasAgent?: boolean;
  /** What a failure of the stage leaves in the worktree is no work: no checkpoint of it is taken. */
  leavesNothing?: boolean;
}

const stages: readonly StageEntry[] = [
  { name: "prepare", work: prepare },
  { name: "brief", work: brief },
  { name: "plan", work: makePlan, applies: mustPlan, hasAgent: true, leavesNothing: true },
  { name: "work", work, hasAgent: true },
  { name: "verify", work: verify },
  { name: "preflight", work: preflight, applies: mustCheck },
  { name: "publish", work: publish },
];

/**
 * Takes a run from where its rows say it stands to its end. Returns when the run has ended or the runner let go of it;
 * throws only when its end could not be recorded.
 */
export async function executeRun(context: RunContext): Promise<void> {
  try {
    await mkdir(join(context.directory, "processes"), { recursive: true, mode: 0o700 });
    const verdict = (await runStages(context)) ?? { kind: "succeeded", summary: context.ledger.run.summary };
    await endRun(context, verdict);
  } catch (error) {
    if (letGo(context, error)) return;
    throw error;
  } finally {
    await checkpointsSettled(context.ledger);
  }
}

/**
 * A stage in which the run ends stays open until the run's own end is recorded with it: a runner killed between the two
 * would take the stage for done and go on with the next one.
 */
async function runStages(context: RunContext): Promise<Verdict | undefined> {
  const { ledger } = context;
  const begun = new Map((await ledger.core.store.read.runs.stages(ledger.run.id)).map((stage) => [stage.name, stage]));
  for (const stage of stages) {
    checkDetached(context);
    const before = begun.get(stage.name);
    if (before && before.outcome !== null) continue;
    if (!before && stage.applies && !(await stage.applies(context))) continue;
    // An agent at work is taken over even to be cancelled: what it did and cost so far must be recorded.
    if (context.cancelled.aborted && !(before && stage.hasAgent)) return { kind: "cancelled" };
    if (!before) await ledger.startStage(stage.name);
    await moveTo(context, stage.name);
    const result = await guarded(context, stage);
    if (result && result.kind !== "done") return result;
    await ledger.endStage(stage.name, result?.events ?? []);
  }
  return undefined;
}

/** An error of a stage is the run's failure, not the runner's; what the run made so far is parked first. */
async function guarded(context: RunContext, stage: StageEntry): Promise<StageResult> {
  try {
    return await stage.work(context);
  } catch (error) {
    if (letGo(context, error)) throw error;
    const known = toSpoolError(error);
    // First of all: an agent that still works would write into what is being parked.
    await endProcesses(context);
    if (!stage.leavesNothing) await parkWork(context);
    const message = firstLine(known.hint ? `${known.message}: ${known.hint}` : known.message, 400);
    if (needsHuman(known)) return { kind: "blocked", class: known.code, message };
    return { kind: "failed", class: known.code, message, retryable: true, remediation: null };
  }
}

const blockingCodes = new Set<ErrorCode>(["not_found", "invalid_input", "not_available", "unavailable"]);

const blockingGitReasons = new Set([
  "auth_failed",
  "corrupt",
  "git_missing",
  "not_a_repository",
  "ref_invalid",
  "ref_missing",
  "remote_forbidden",
  "remote_missing",
]);

/** Trying again would only fail again: something has to be put right first. */
function needsHuman(error: SpoolError): boolean {
  if (error.code === "git_failed") return blockingGitReasons.has(String(error.details?.["reason"]));
  return blockingCodes.has(error.code);
}

async function parkWork(context: RunContext): Promise<void> {
  const { ledger } = context;
  if (ledger.run.worktreeId === null) return;
  const worktree = await ledger.core.store.read.worktrees.get(ledger.run.worktreeId);
  if (worktree?.state !== "active") return;
  try {
    await takeCheckpoint(context, worktree.path, "the run failed");
  } catch (error) {
    if (letGo(context, error)) throw error;
    // The worktree itself is kept after a failure, so nothing is lost; that it has no checkpoint must be seen.
    await ledger.warn("checkpoint", `no checkpoint of the failed run: ${toSpoolError(error).message}`);
  }
}

function letGo(context: RunContext, error: unknown): boolean {
  return error instanceof Detached || context.detached.aborted || SpoolError.is(error, "lease_lost");
}
