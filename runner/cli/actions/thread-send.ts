import { type CommandAction } from "../command.ts";
import { usage } from "../call.ts";
import { shortId } from "../render/short-id.ts";
import { wireJob } from "../wire/entities.ts";
import { wireMessage } from "../wire/records.ts";
import { textOrStdin } from "./instruction.ts";
import { callOptions } from "./job-fields.ts";
import { resolveId } from "./references.ts";

export const threadSend: CommandAction = async (context, call) => {
  const words = call.words("text").join(" ");
  const option = call.text("text");
  if (words !== "" && option !== undefined) throw usage("the text is given twice", "as words or with --text, not both");
  const text = await textOrStdin(context, option ?? words);
  if (text.trim() === "") throw usage("nothing to say", "as words, or with --text; --text - reads standard input");
  const runner = await context.runner();
  const threadId = await resolveId(runner, "thread", call.argument("thread"));
  const answer = await runner.threads.send({ threadId, text }, callOptions(call));
  await context.print({
    json: () => ({ message: wireMessage(answer.message), job: answer.job === null ? null : wireJob(answer.job) }),
    text: () =>
      answer.job === null
        ? "Kept for the agent at work; if that one takes no messages, it becomes the next job\n"
        : `Nobody is at work on it: it became job ${shortId(answer.job.id)}\n`,
  });
  return undefined;
};
