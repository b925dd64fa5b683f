import type { CommandAction } from "../command.ts";
import { renderThread } from "../render/thread-show.ts";
import { threadResult } from "../wire/results.ts";
import { resolveId } from "./references.ts";

export const threadShow: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const threadId = await resolveId(runner, "thread", call.argument("thread"));
  const detail = await runner.threads.get({ threadId });
  const { terminal } = context;
  await context.print({
    json: () => threadResult(detail),
    text: () => renderThread(detail, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};
