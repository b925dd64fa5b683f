import { usage } from "../call.ts";
import type { CommandAction } from "../command.ts";
import { shortId } from "../render/short-id.ts";
import { cleanLine } from "../terminal/clean.ts";
import { wireThread } from "../wire/entities.ts";
import { callOptions, threadFields } from "./job-fields.ts";
import { resolveProject } from "./references.ts";
import { threadStart } from "./thread-start.ts";

export const threadCreate: CommandAction = async (context, call) => {
  const title = call.text("summary", "title");
  const given = call.text("instruction", "goal") ?? call.text("instructionFile") ?? call.words("instruction")[0];
  if (given !== undefined) return threadStart(context, call);
  if (title === undefined)
    throw usage("--summary is missing", "a thread needs a title, or an instruction to make one from");
  const runner = await context.runner();
  const priority = call.integer("priority");
  const answer = await runner.threads.create(
    {
      project: await resolveProject(runner, call.text("project")),
      title,
      ...(priority !== undefined && { priority }),
      ...(await threadFields(runner, call)),
    },
    callOptions(call),
  );
  const { id, name } = answer.project;
  await context.print({
    json: () => ({ project: { id, name }, thread: wireThread(answer.thread) }),
    text: () =>
      `Created thread ${shortId(answer.thread.id)}: ${cleanLine(answer.thread.title)}\nnext: spool thread continue ${shortId(answer.thread.id)} "…"\n`,
  });
  return undefined;
};
