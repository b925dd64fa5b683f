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
  const request = {
    ...(thread !== undefined && { threadId: await resolveId(runner, "thread", thread) }),
    ...(project !== undefined && { project }),
    ...(status !== undefined && { status }),
    ...(await pageOptions(runner, "job", call)),
  };
  const { terminal } = context;
  const look = { columns: terminal.columns(), paint: terminal.paint };
  await context.print({
    json: async () => jobListResult(await runner.jobs.listWhole(request)),
    text: async () => renderJobList(await runner.jobs.list(request), { ...look, now: Date.now() }),
  });
  return undefined;
};
