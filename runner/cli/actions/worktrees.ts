import type { Call } from "../call.ts";
import type { CommandAction } from "../command.ts";
import type { CommandContext } from "../context.ts";
import { renderPrune, renderWorktree, renderWorktrees } from "../render/worktrees.ts";
import { shortId } from "../render/short-id.ts";
import { wirePrune, wireWorktree } from "../wire/records.ts";
import { worktreeResult } from "../wire/results.ts";
import { resolveId } from "./references.ts";

function rendering({ terminal }: CommandContext) {
  return { columns: terminal.columns(), paint: terminal.paint, now: Date.now() };
}

export const worktreeList: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const thread = call.text("thread");
  const project = call.text("project");
  const { worktrees } = await runner.worktrees.list({
    ...(thread !== undefined && { threadId: await resolveId(runner, "thread", thread) }),
    ...(project !== undefined && { project }),
    ...(call.flag("all") && { all: true }),
  });
  await context.print({
    json: () => ({ worktrees: worktrees.map((worktree) => wireWorktree(worktree)) }),
    text: () => renderWorktrees(worktrees, rendering(context)),
  });
  return undefined;
};

export const worktreeInspect: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const worktreeId = await resolveId(runner, "worktree", call.argument("worktree"));
  const { worktree } = await runner.worktrees.get({ worktreeId });
  const detail = worktree.threadId === null ? null : await runner.threads.get({ threadId: worktree.threadId });
  await context.print({
    json: () => worktreeResult(worktree, detail),
    text: () => {
      const title = detail?.thread.title ?? null;
      return renderWorktree({ worktree, title, runId: detail?.runs.at(-1)?.run.id ?? null }, rendering(context));
    },
  });
  return undefined;
};

export const worktreePin: CommandAction = (context, call) => pin(context, call, true);
export const worktreeUnpin: CommandAction = (context, call) => pin(context, call, false);

async function pin(context: CommandContext, call: Call, pinned: boolean): Promise<undefined> {
  const runner = await context.runner();
  const worktreeId = await resolveId(runner, "worktree", call.argument("worktree"));
  const { worktree } = await runner.worktrees.pin({ worktreeId, pinned });
  await context.print({
    json: () => ({ worktree: wireWorktree(worktree) }),
    text: () => `${pinned ? "Pinned" : "Unpinned"} worktree ${shortId(worktree.id)}\n`,
  });
}

export const worktreePrune: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const prune = await runner.worktrees.prune({ dryRun: call.flag("dryRun"), all: call.flag("all") });
  await context.print({ json: () => wirePrune(prune), text: () => renderPrune(prune, rendering(context)) });
  return undefined;
};
