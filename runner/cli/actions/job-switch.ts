import { SpoolError } from "../../../shared/errors.ts";
import type { CommandAction } from "../command.ts";
import { shortId } from "../render/short-id.ts";
import { jobResult } from "../wire/results.ts";
import { resolveId } from "./references.ts";

export const jobSwitch: CommandAction = async (context, call) => {
  const agent = call.text("agent");
  if (agent === undefined) {
    throw new SpoolError("invalid_input", "say which agent is to take the job over", {
      hint: "--agent <name>; spool agent list shows them",
      details: { field: "agent" },
    });
  }
  const model = call.text("model");
  const runner = await context.runner();
  const jobId = await resolveId(runner, "job", call.argument("job"));
  const answer = await runner.jobs.switchAgent({ jobId, agent, ...(model !== undefined && { model }) });
  const { job, thread } = answer;
  const next =
    job.status === "blocked"
      ? `spool job retry ${shortId(job.id)} queues it`
      : `spool thread watch ${shortId(thread.id)}`;
  await context.print({
    json: () => jobResult(answer),
    text: () =>
      `Job ${shortId(job.id)} is for ${job.agent}${job.model === null ? "" : ` with ${job.model}`}\nnext: ${next}\n`,
  });
  return undefined;
};
