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
  const { ledger, workspaces, projectSettings } = context;
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
        const { baseCommit } = worktree;
        await transaction.worktrees.update(worktree.id, { state: "active", baseCommit, lastActivityAt: now });
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
  const { ledger, workspaces, projectSettings, settings } = context;
  const { run, core } = ledger;
  const { source } = projectSettings;
  const mine = run.worktreeId === null ? undefined : await core.store.read.worktrees.get(run.worktreeId);
  if (mine?.state === "active") return { worktree: mine, warm: false };
  await freeBranch(context, thread);
  const key = setupKey(projectSettings);
  if (!mine && plan.checkpoint === null && plan.commit === plan.baseCommit && plan.branch !== null) {
    const spare = await claimSpare(context, thread, { ...plan, branch: plan.branch }, key);
    if (spare) return spare;
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

/** A warm worktree for a thread that starts from its base; undefined when there is none that fits. */
async function claimSpare(
  context: RunContext,
  thread: Thread,
  plan: StartingPoint & { branch: string },
  key: string,
): Promise<{ worktree: Worktree; warm: boolean } | undefined> {
  const { ledger, workspaces, projectSettings, project } = context;
  let spare: Worktree | undefined;
  await ledger.record({}, [], async (transaction, now) => {
    spare = await transaction.worktrees.claimSpare({
      projectId: project.id,
      setupKey: key,
      baseCommit: plan.commit,
      runId: ledger.run.id,
      threadId: thread.id,
      branch: plan.branch,
      now,
    });
    // Not yet the run's: a kill before its branch is set makes the next life clear it away and start cold.
    if (spare) spare = await transaction.worktrees.update(spare.id, { state: "provisioning" });
  });
  if (!spare) return undefined;
  const { id, path, baseCommit } = spare;
  const { commit, branch } = plan;
  if (!(await workspaces.claimSpare(projectSettings.source, { path, commit, branch }))) {
    await ledger.record({}, [], async (transaction) => {
      await transaction.worktrees.update(id, { state: "deleting", runId: null });
    });
    return undefined;
  }
  // Brought to a newer base, its setup is out of date and is run again.
  return { worktree: { ...spare, baseCommit: commit }, warm: baseCommit === commit };
}

/** A run that was killed before its end still holds the branch in its worktree: let go of it there. */
async function freeBranch(context: RunContext, thread: Thread): Promise<void> {
  const { ledger, workspaces, projectSettings } = context;
  const others = await ledger.core.store.read.worktrees.list({ threadId: thread.id, states: ["active", "retained"] });
  for (const other of others) {
    if (other.branch !== thread.branch || other.runId === ledger.run.id) continue;
    await workspaces.detach(projectSettings.source, other.path);
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
