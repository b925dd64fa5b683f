import type { ThreadDetail } from "../../../shared/api/views.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { CommandAction } from "../command.ts";
import { type ShownCommits, renderThread } from "../render/thread-show.ts";
import { threadResult } from "../wire/results.ts";
import type { RunnerPort } from "../runner-port.ts";
import { resolveId } from "./references.ts";

const shownCommits = 20;

export const threadShow: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const threadId = await resolveId(runner, "thread", call.argument("thread"));
  const detail = await runner.threads.get({ threadId });
  const { terminal } = context;
  const commits = context.options.json ? null : await commitsOf(runner, detail);
  await context.print({
    json: () => threadResult(detail),
    text: () =>
      renderThread({ ...detail, commits }, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};

/** Git may say no, and the thread is to be seen all the same. */
async function commitsOf(runner: RunnerPort, { thread }: ThreadDetail): Promise<ShownCommits> {
  if (thread.baseCommit === null) return null;
  try {
    return await runner.threads.commits({ threadId: thread.id, limit: shownCommits });
  } catch (error) {
    if (!SpoolError.is(error)) throw error;
    return { problem: error.message };
  }
}
