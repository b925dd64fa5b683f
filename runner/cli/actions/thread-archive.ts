import type { CommandAction } from "../command.ts";
import { shortId } from "../render/short-id.ts";
import { cleanLine } from "../terminal/clean.ts";
import { wireThread } from "../wire/entities.ts";
import { resolveId } from "./references.ts";

export const threadArchive: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const threadId = await resolveId(runner, "thread", call.argument("thread"));
  const undo = call.flag("undo");
  const { thread } = await runner.threads[undo ? "unarchive" : "archive"]({ threadId });
  await context.print({
    json: () => ({ thread: wireThread(thread) }),
    text: () => `${undo ? "Took back" : "Archived"} thread ${shortId(thread.id)}: ${cleanLine(thread.title)}\n`,
  });
  return undefined;
};
