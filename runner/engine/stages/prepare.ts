import type { Thread } from "../../../shared/model/thread.ts";
import { findThread } from "../../core/references.ts";
import { checkDetached, type RunContext } from "../context.ts";
import type { ProjectSettings } from "../ports.ts";
import { acquire, startingPoint } from "./acquire.ts";
import { runStep, stepFailure } from "../steps.ts";
import type { Verdict } from "../verdict.ts";

/**
 * Gives the run a worktree at the right state: a warm spare, or a new one, or one made from the thread's last
 * checkpoint. Repeated after a kill it goes on with the worktree it had begun. A verdict means the stage failed.
 */
export async function prepare(context: RunContext): Promise<Verdict | undefined> {
  const { ledger, workspaces, projectSettings } = context;
  const { source } = projectSettings;
  const began = ledger.now();
  const warnings = await refresh(context);
  if (!warnings) return { kind: "cancelled" };
  for (const warning of warnings) await ledger.warn("remote", warning);
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
            continuedFrom: plan.checkpoint ?? (plan.commit === plan.baseCommit ? null : plan.commit),
            durationMs: Math.max(0, ledger.now() - began),
          },
        },
      ],
      async (transaction, now) => {
        const change = { baseCommit: worktree.baseCommit, setupKey: warm ? worktree.setupKey : "" };
        await transaction.worktrees.update(worktree.id, { state: "active", ...change, lastActivityAt: now });
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

/** Undefined when the run was cancelled meanwhile: a remote that does not answer is not waited for any more. */
async function refresh({ workspaces, projectSettings, cancelled }: RunContext): Promise<string[] | undefined> {
  try {
    return await workspaces.refresh(projectSettings.source, cancelled);
  } catch (error) {
    if (cancelled.aborted) return undefined;
    throw error;
  }
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
