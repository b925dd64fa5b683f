import { SpoolError } from "../../shared/errors.ts";
import type { Job } from "../../shared/model/job.ts";
import { noCost, type Run } from "../../shared/model/run.ts";
import { passLane } from "../core/account-lanes.ts";
import type { Core } from "../core/core.ts";
import { findThread } from "../core/references.ts";
import { refreshThread, subjectOf } from "../core/transitions.ts";
import { contractRemediation } from "../gates/contract/after-answer.ts";
import { emptyTokens } from "./agent-events.ts";

/** How long a claim stands without renewal; renewed every third of it. */
export const leaseMs = 45_000;

/** Takes a waiting job and makes its next run, in one transaction. Undefined when it is not to be taken any more. */
export async function claimJob(core: Core, job: Job, owner: string): Promise<{ job: Job; run: Run } | undefined> {
  return core.store.write(async (transaction) => {
    const now = core.clock.now();
    // Since the queue was looked at someone may have paused it, and whoever did was told that nothing starts any more.
    const pauses = await transaction.pauses.list();
    if (pauses.some(({ projectId }) => projectId === null || projectId === job.projectId)) return undefined;
    const before = await transaction.jobs.get(job.id);
    if (before && !(await passLane(core, transaction, before, now))) return undefined;
    const claimed = await transaction.jobs.claim(job.id, { owner, now, leaseUntil: now + leaseMs });
    if (!claimed || !before) return undefined;
    const thread = await findThread(transaction, job.threadId);
    const earlier = await transaction.runs.forJob(job.id);
    const last = earlier.at(-1);
    const run: Run = {
      id: core.ids.make("run"),
      jobId: job.id,
      threadId: job.threadId,
      projectId: job.projectId,
      attempt: earlier.length + 1,
      status: "running",
      stage: null,
      agent: job.agent,
      model: job.model,
      owner,
      generation: claimed.generation,
      sessionId: null,
      worktreeId: null,
      branch: thread.branch,
      baseBranch: thread.baseBranch,
      baseCommit: thread.baseCommit,
      headCommit: null,
      continuedFrom: null,
      remediation:
        contractRemediation(earlier, await transaction.approvals.forJob(job.id)) ?? last?.remediationForNext ?? null,
      hint: last?.failure?.hint ?? null,
      remediationForNext: null,
      sandbox: null,
      tokens: emptyTokens(),
      costUsd: null,
      costSource: "unknown",
      turns: 0,
      verification: "pending",
      failureClass: null,
      failureReason: null,
      failure: null,
      exitCause: null,
      summary: null,
      progress: {
        agentOffset: 0,
        agentStartedAt: null,
        checkpoints: 0,
        stuck: null,
        checkedCommit: null,
        preflightTold: false,
        workCheckpoint: null,
        answered: [],
        planProblems: [],
        deviations: [],
        lostBefore: before.status === "retry_queued" && last?.status === "lost" ? last.progress.lostBefore + 1 : 0,
        cost: noCost,
        workedMs: 0,
        allowance: null,
        budgetHit: null,
        steps: {},
        // A person who queued it again counted the attempts anew, and with them what they failed with.
        earlierFailures: claimed.attemptsUsed === 0 ? [] : failuresUpTo(last),
        baseWorktree: null,
      },
      createdAt: now,
      startedAt: now,
      finishedAt: null,
    };
    await transaction.runs.insert(run);
    const subject = subjectOf(claimed);
    await transaction.events.append(
      [
        { type: "job.status", ...subject, data: { from: before.status, to: "preparing", reason: null } },
        {
          type: "run.started",
          ...subject,
          runId: run.id,
          data: { attempt: run.attempt, agent: run.agent, model: run.model },
        },
      ],
      now,
    );
    await refreshThread(transaction, thread.id, now);
    return { job: claimed, run };
  });
}

function failuresUpTo(last: Run | undefined): Run["progress"]["earlierFailures"] {
  if (!last) return [];
  const { earlierFailures } = last.progress;
  return last.failure
    ? [...earlierFailures, { class: last.failure.class, fingerprint: last.failure.fingerprint }]
    : earlierFailures;
}

/**
 * Takes over the run of a job that this runner holds, from an earlier life or from a try that could not record its end,
 * under a new generation. Undefined when another holds it, or none does any more.
 */
export async function takeOverRun(core: Core, job: Job, owner: string): Promise<{ job: Job; run: Run } | undefined> {
  return core.store.write(async (transaction) => {
    const now = core.clock.now();
    const taken = await transaction.jobs.takeOver(job.id, { owner, now, leaseUntil: now + leaseMs });
    if (!taken) return undefined;
    const last = (await transaction.runs.forJob(job.id)).at(-1);
    // Lists leave out a damaged row: an earlier run, which has ended, must not be gone on with in its place.
    if (last?.status !== "running") throw new SpoolError("corrupt_data", `the run that holds job ${job.id} is damaged`);
    const run = await transaction.runs.adopt(last.id, owner, taken.generation);
    const data = { stage: run.stage, how: "taken up again where its rows say it stands" };
    await transaction.events.append([{ type: "run.recovered", ...subjectOf(taken), runId: run.id, data }], now);
    return { job: taken, run };
  });
}
