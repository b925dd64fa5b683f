import type { CommandAction } from "../command.ts";
import { continueResult } from "../wire/results.ts";
import { requireInstruction } from "./instruction.ts";
import { callOptions, jobFields } from "./job-fields.ts";
import { queuedText } from "./queued-text.ts";
import { resolveId } from "./references.ts";
import { watchJob } from "./watch.ts";

export const threadContinue: CommandAction = async (context, call) => {
  const instruction = await requireInstruction(context, call, call.words("instruction"));
  const fields = jobFields(call, instruction);
  const runner = await context.runner();
  const threadId = await resolveId(runner, "thread", call.argument("thread"));
  const watch = call.flag("watch");
  const before = watch ? await runner.events.list({ threadId, limit: 1 }) : null;
  const answer = await runner.threads.continue({ threadId, ...fields }, callOptions(call));
  await context.print({ json: () => continueResult(answer), text: () => queuedText(answer, watch) });
  if (before === null || answer.job.status === "pending") return undefined;
  return watchJob(context, { threadId, jobId: answer.job.id, after: before.lastSeq });
};
