import { startThread } from "../../../runner/core/commands/threads.ts";
import { moveJob } from "../../../runner/core/transitions.ts";
import { isJobActive } from "../../../shared/machines/job.ts";
import type { Job, JobStatus } from "../../../shared/model/job.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { operatorCaller, type World } from "../../builders/core.ts";
import { runRow, worktreeRow } from "../../builders/rows.ts";

export async function seedThread(world: World, instruction: string): Promise<{ thread: Thread; job: Job }> {
  return startThread(world.core, operatorCaller(), { project: "demo", instruction });
}

/** Moves a job the way the engine does, one status after the other. */
export async function moveTo(world: World, jobId: string, ...statuses: JobStatus[]): Promise<void> {
  for (const status of statuses) {
    await world.core.store.write(async (transaction) => {
      const job = await transaction.jobs.get(jobId);
      if (!job) throw new Error(`no job ${jobId}`);
      const reason = status === "failed" ? "the checks failed" : null;
      await moveJob(transaction, job, status, { now: world.core.clock.now(), reason });
      if (isJobActive(status)) await transaction.jobs.update(jobId, { owner: job.owner ?? "box" });
    });
  }
}

/** A run of the job with a stage and a retained worktree. */
export async function seedRun(world: World, job: Job): Promise<{ runId: string; worktreeId: string }> {
  const runId = world.core.ids.make("run");
  const worktreeId = world.core.ids.make("worktree");
  const now = world.core.clock.now();
  await world.core.store.write(async (transaction) => {
    const { threadId, projectId } = job;
    await transaction.runs.insert(
      runRow({
        id: runId,
        jobId: job.id,
        threadId,
        projectId,
        generation: job.generation,
        status: "failed",
        worktreeId,
        startedAt: now - 134_000,
        finishedAt: now,
        turns: 12,
        costUsd: 0.84,
        costSource: "reported",
        verification: "failed",
        failureReason: "jest: expected stale entry",
      }),
    );
    await transaction.runs.startStage(runId, "work", now - 130_000);
    await transaction.runs.endStage(runId, "work", { at: now, outcome: "ok", detail: null });
    await transaction.worktrees.insert(
      worktreeRow({
        id: worktreeId,
        threadId,
        runId,
        state: "retained",
        branch: "spool/x",
        path: "/srv/worktrees/x",
        retentionReason: "failure",
        retainedUntil: now + 86_400_000,
        sizeBytes: 12_000_000,
      }),
    );
  });
  return { runId, worktreeId };
}

export async function seedApproval(world: World, job: Job): Promise<string> {
  const id = world.core.ids.make("approval");
  const now = world.core.clock.now();
  await world.core.store.write(async (transaction) => {
    await transaction.approvals.insert({
      id,
      threadId: job.threadId,
      jobId: job.id,
      runId: null,
      kind: "permission",
      requestKey: id,
      title: "run npm install lru-cache@11",
      payload: { command: "npm install lru-cache@11" },
      revision: "r1",
      status: "pending",
      requestedAt: now,
      decidedAt: null,
      decidedBy: null,
      comment: null,
      comments: [],
      choice: null,
      expiresAt: null,
    });
  });
  return id;
}
