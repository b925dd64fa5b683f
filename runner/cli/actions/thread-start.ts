import type { CommandAction } from "../command.ts";
import { shortId } from "../render/short-id.ts";
import { cleanLine } from "../terminal/clean.ts";
import { startResult } from "../wire/results.ts";
import { requireInstruction } from "./instruction.ts";
import { callOptions, jobFields, threadFields } from "./job-fields.ts";
import { resolveProject } from "./references.ts";
import { queuedText } from "./queued-text.ts";
import { watchJob } from "./watch.ts";

export const threadStart: CommandAction = async (context, call) => {
  const instruction = await requireInstruction(context, call, call.words("instruction"));
  const fields = jobFields(call, instruction);
  const runner = await context.runner();
  const project = await resolveProject(runner, call.text("project"));
  const answer = await runner.threads.start(
    { project, ...(await threadFields(runner, call)), ...fields },
    callOptions(call),
  );
  const watch = call.flag("watch");
  await context.print({
    json: () => startResult(answer),
    text: () =>
      `Created thread ${shortId(answer.thread.id)}: ${cleanLine(answer.thread.title)}\n${queuedText(answer, watch)}`,
  });
  if (!watch || answer.job.status === "pending") return undefined;
  return watchJob(context, { threadId: answer.thread.id, jobId: answer.job.id, after: 0 });
};
