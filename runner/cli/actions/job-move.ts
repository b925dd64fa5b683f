import type { CommandAction } from "../command.ts";
import { shortId } from "../render/short-id.ts";
import { jobLook } from "../render/status-symbol.ts";
import type { JobAnswer } from "../runner-port.ts";
import { jobResult } from "../wire/results.ts";
import { resolveId } from "./references.ts";

export const jobRetry: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const answer = await runner.jobs.retry({ jobId: await resolveId(runner, "job", call.argument("job")) });
  await context.print({
    json: () => jobResult(answer),
    text: () => `Queued job ${shortId(answer.job.id)} again\nnext: spool thread watch ${shortId(answer.thread.id)}\n`,
  });
  return undefined;
};

export const jobCancel: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const answer = await runner.jobs.cancel({ jobId: await resolveId(runner, "job", call.argument("job")) });
  await context.print({ json: () => jobResult(answer), text: () => cancelText(answer) });
  return undefined;
};

function cancelText({ job, thread }: JobAnswer): string {
  if (job.status === "cancelled") return `Cancelled job ${shortId(job.id)}\n`;
  const { word } = jobLook(job.status);
  return `Job ${shortId(job.id)} (${word}) is being cancelled: its processes are ended\nnext: spool thread watch ${shortId(thread.id)}\n`;
}
