import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import { findThread } from "../../core/references.ts";
import { checkDetached, type RunContext } from "../context.ts";
import type { ProjectSettings } from "../ports.ts";
import { runStep, stepFailure } from "../steps.ts";
import type { Verdict } from "../verdict.ts";

/** Spares made with another setup are of no use; this names the setup. */
export function setupKey(settings: ProjectSettings): string {
  const parts = [settings.setup.map((command) => command.argv), settings.source.copy];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/**
 * Gives the run a worktree at the right state: a warm spare, or a new one, or one made from the thread's last
 * checkpoint. Repeated after a kill it goes on with the worktree it had begun. A verdict means the stage failed.
 */
export async function prepare(context: RunContext): Promise<Verdict | undefined> {
  const { ledger, workspaces, projectSettings, job } = context;
  const { source } = projectSettings;
  const began = ledger.now();
  for (const warning of await workspaces.refresh(source)) await ledger.warn("remote", warning);
  const thread = await pinBase(context);
  const plan = await startingPoint(context, thread);
  const { worktree, warm } = await acquire(context, thread, plan);
  if (!warm && ledger.run.progress.steps["setup-1"] === undefined) {
    for (const warning of await workspaces.copyDeclared(source, worktree.path)) await ledger.warn("copy", warning);
  }
  if (worktree.state !== "active") {
    await ledger.record(
      { worktreeId: worktree.id },
      [
        {
          type: "worktree.ready",
          data: {
            worktreeId: worktree.id,
            warm,
            branch: plan.branch,
            baseCommit: plan.baseCommit,
            continuedFrom: plan.checkpoint,
            durationMs: Math.max(0, ledger.now() - began),
          },
        },
      ],
      async (transaction, now) => {
        await transaction.worktrees.update(worktree.id, { state: "active", lastActivityAt: now });
      },
    );
  }
  const setup = warm ? [] : projectSettings.setup;
  for (const [index, command] of setup.entries()) {
    const failed = await step(context, worktree.path, { kind: "setup", process: `setup-${index + 1}`, command });
    if (failed) return failed;
  }
  for (const [index, command] of projectSettings.hooks.beforeRun.entries()) {
    const failed = await step(context, worktree.path, { kind: "hook", process: `before-run-${index + 1}`, command });
    if (failed) return failed;
  }
  // What setup left untracked and not ignored must not be taken for the agent's work: it is part of the start.
  void job;
  return undefined;
}

async function step(
  context: RunContext,
  cwd: string,
  request: { kind: "setup" | "hook"; process: string; command: ProjectSettings["setup"][number] },
): Promise<Verdict | undefined> {
  const { kind, process, command } = request;
  const result = await runStep(context, { kind, process, name: command.text.slice(0, 100), command, cwd });
  if (context.cancelled.aborted) return { kind: "cancelled" };
  if (result.exitCode === 0) return undefined;
  const message = stepFailure(command.text.slice(0, 100), result);
  return { kind: "failed", class: `${kind}_failed`, message, retryable: true, remediation: null };
}

/** The thread's base is resolved once, by its first run; every later diff is against it. */
async function pinBase(context: RunContext): Promise<Thread> {
  const { ledger, workspaces, projectSettings } = context;
  const { run, core } = ledger;
  const thread = await findThread(core.store.read, run.threadId);
  const baseCommit = thread.baseCommit ?? (await workspaces.resolveBase(projectSettings.source, thread.baseBranch));
  if (thread.baseCommit === null || run.baseCommit === null) {
    checkDetached(context);
    await ledger.record({ baseCommit }, [], async (transaction) => {
      if (thread.baseCommit === null) await transaction.threads.update(thread.id, { baseCommit });
    });
  }
  return { ...thread, baseCommit };
}

interface StartingPoint {
  baseCommit: string;
  /** Where HEAD stands before anything of this run. */
  commit: string;
  checkpoint: string | null;
  /** Null for read-only work: it stays detached. */
  branch: string | null;
}

async function startingPoint(context: RunContext, thread: Thread): Promise<StartingPoint> {
  const { job, ledger } = context;
  const baseCommit = thread.baseCommit ?? "";
  const checkpoint = thread.continueFrom === thread.headCommit ? null : thread.continueFrom;
  if (ledger.run.continuedFrom !== checkpoint) await ledger.record({ continuedFrom: checkpoint }, []);
  return {
    baseCommit,
    commit: thread.headCommit ?? baseCommit,
    checkpoint,
    branch: job.writeMode === "workspace_write" ? thread.branch : null,
  };
}

async function acquire(
  context: RunContext,
  thread: Thread,
  plan: StartingPoint,
): Promise<{ worktree: Worktree; warm: boolean }> {
  const { ledger, workspaces, projectSettings, settings, project } = context;
  const { run, core } = ledger;
  const { source } = projectSettings;
  const mine = run.worktreeId === null ? undefined : await core.store.read.worktrees.get(run.worktreeId);
  if (mine?.state === "active") return { worktree: mine, warm: false };
  await freeBranch(context, thread);
  const key = setupKey(projectSettings);
  if (!mine && plan.checkpoint === null && plan.commit === plan.baseCommit) {
    let spare: Worktree | undefined;
    await ledger.record({}, [], async (transaction, now) => {
      spare = await transaction.worktrees.claimSpare({
        projectId: project.id,
        setupKey: key,
        baseCommit: plan.commit,
        runId: run.id,
        threadId: thread.id,
        branch: plan.branch,
        now,
      });
      // Provisioning until its branch is set: a kill in between makes the next life build this run a cold one.
      if (spare) await transaction.worktrees.update(spare.id, { state: "provisioning" });
    });
    if (spare && spare.baseCommit === plan.commit) {
      await workspaces.claimSpare(source, { path: spare.path, commit: plan.commit, branch: plan.branch });
      return { worktree: { ...spare, state: "provisioning" }, warm: true };
    }
    // A spare of an older base is brought up to date, and its setup is run again as for a new worktree.
    if (spare) {
      await workspaces.claimSpare(source, { path: spare.path, commit: plan.commit, branch: plan.branch });
      await ledger.record({}, [], async (transaction) => {
        await transaction.worktrees.update(spare!.id, { baseCommit: plan.commit });
      });
      return { worktree: { ...spare, state: "provisioning" }, warm: false };
    }
  }
  const worktree = mine ?? (await insertWorktree(context, thread, plan, key, settings.paths.worktrees));
  const { path } = worktree;
  const warnings =
    plan.checkpoint === null
      ? await workspaces.create(source, { path, commit: plan.commit, branch: plan.branch })
      : await workspaces.materialise(source, { path, checkpoint: plan.checkpoint, branch: plan.branch });
  for (const warning of warnings) await ledger.warn("worktree", warning);
  return { worktree, warm: false };
}

/** A run that was killed before its end still holds the branch in its worktree: let go of it there. */
async function freeBranch(context: RunContext, thread: Thread): Promise<void> {
  const { ledger, workspaces } = context;
  const others = await ledger.core.store.read.worktrees.list({ threadId: thread.id, states: ["active", "retained"] });
  for (const other of others) {
    if (other.branch !== thread.branch || other.runId === ledger.run.id) continue;
    await workspaces.detach(other.path);
    await ledger.record({}, [], async (transaction) => {
      await transaction.worktrees.update(other.id, { branch: null });
    });
  }
}

async function insertWorktree(
  context: RunContext,
  thread: Thread,
  plan: StartingPoint,
  key: string,
  root: string,
): Promise<Worktree> {
  const { ledger, project } = context;
  const now = ledger.now();
  const id = ledger.core.ids.make("worktree");
  const worktree: Worktree = {
    id,
    projectId: project.id,
    threadId: thread.id,
    runId: ledger.run.id,
    path: join(root, project.name, id),
    branch: plan.branch,
    baseBranch: thread.baseBranch,
    baseCommit: plan.commit,
    state: "provisioning",
    pinned: false,
    setupKey: key,
    retentionReason: null,
    retainedUntil: null,
    sizeBytes: null,
    createdAt: now,
    lastActivityAt: now,
    deletedAt: null,
  };
  await ledger.record({ worktreeId: id }, [], (transaction) => transaction.worktrees.insert(worktree));
  return worktree;
}
