import { threadStatuses } from "../../../shared/model/thread.ts";
import { usage } from "../call.ts";
import type { CommandAction } from "../command.ts";
import { renderThreadList } from "../render/thread-list.ts";
import { threadListResult } from "../wire/results.ts";
import { pageOptions } from "./page-options.ts";

export const threadList: CommandAction = async (context, call) => {
  const runner = await context.runner();
  const project = call.text("project");
  const status = call.choice("status", threadStatuses);
  const all = call.flag("all");
  if (all && status !== undefined) throw usage("--all and --status exclude each other", "give one of them");
  const page = await runner.threads.list({
    ...(project !== undefined && { project }),
    ...(status !== undefined && { statuses: [status] }),
    ...(all && { statuses: threadStatuses }),
    ...(await pageOptions(runner, "thread", call)),
  });
  const { terminal } = context;
  await context.print({
    json: () => threadListResult(page),
    text: () => renderThreadList(page, { columns: terminal.columns(), paint: terminal.paint, now: Date.now() }),
  });
  return undefined;
};
