import type { CommandAction } from "../command.ts";
import { exitCodeOfJob } from "../exit-code.ts";
import { renderJob } from "../render/job-show.ts";
import { jobDetailResult } from "../wire/results.ts";
import { resolveId } from "./references.ts";

export const jobShow: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const jobId = await resolveId(runner, "job", call.argument("job"));
  const detail = await runner.jobs.get({ jobId });
  const { terminal } = context;
  await context.print({
    json: () => jobDetailResult(detail),
    text: () => renderJob(detail, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return call.flag("exitCode") ? exitCodeOfJob(detail.job.status) : undefined;
};
