import { jobStatuses } from "../../../shared/model/job.ts";
import { usage } from "../call.ts";
import type { CommandAction } from "../command.ts";
import { renderJobList } from "../render/job-list.ts";
import { jobListResult } from "../wire/results.ts";
import { pageOptions } from "./page-options.ts";
import { resolveId } from "./references.ts";

export const jobList: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const named = [call.optionalArgument("thread"), call.text("thread")].filter((value) => value !== undefined);
  if (new Set(named).size > 1) throw usage("two threads are named", "as an argument or with --thread, not both");
  const [thread] = named;
  const project = call.text("project");
  const status = call.choice("status", jobStatuses);
  const page = await runner.jobs.list({
    ...(thread !== undefined && { threadId: await resolveId(runner, "thread", thread) }),
    ...(project !== undefined && { project }),
    ...(status !== undefined && { status }),
    ...(await pageOptions(runner, "job", call)),
  });
  const { terminal } = context;
  await context.print({
    json: () => jobListResult(page),
    text: () => renderJobList(page, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};
