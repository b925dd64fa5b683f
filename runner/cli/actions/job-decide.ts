import type { Call } from "../call.ts";
import type { CommandAction } from "../command.ts";
import type { CommandContext } from "../context.ts";
import { shortId } from "../render/short-id.ts";
import { plural } from "../../../shared/units.ts";
import type { JobAnswer, RunnerPort } from "../runner-port.ts";
import { cleanLine } from "../terminal/clean.ts";
import { wireApproval } from "../wire/records.ts";
import { jobResult } from "../wire/results.ts";
import { resolveId } from "./references.ts";
import type { Approval } from "../../../shared/model/approval.ts";

type Decision = "approve" | "reject";

export const jobApprove: CommandAction = (context, call) => decide(context, call, "approve");
export const jobReject: CommandAction = (context, call) => decide(context, call, "reject");

async function decide(context: CommandContext, call: Call, decision: Decision): Promise<undefined> {
  const runner = await context.runner();
  const jobId = await resolveId(runner, "job", call.argument("job"));
  const comment = call.text("comment");
  const answer =
    comment === undefined
      ? await runner.jobs[decision]({ jobId })
      : await commented(runner, { jobId, decision, comment });
  await context.print({
    json: () => ({ ...jobResult(answer), approvals: answer.approvals.map(wireApproval) }),
    text: () => {
      const titles = answer.approvals.map(({ kind, title }) => `  ${kind.replaceAll("_", " ")}: ${cleanLine(title)}\n`);
      const verb = decision === "approve" ? "Approved" : "Rejected";
      return `${verb} ${plural(answer.approvals.length, "question")} of job ${shortId(jobId)}\n${titles.join("")}`;
    },
  });
  return undefined;
}

/** Each question by itself, on the revision that was read: only a single decision can carry a comment. */
async function commented(
  runner: RunnerPort,
  { jobId, decision, comment }: { jobId: string; decision: Decision; comment: string },
): Promise<JobAnswer & { approvals: Approval[] }> {
  const before = await runner.jobs.get({ jobId });
  const pending = before.approvals.filter(({ status }) => status === "pending");
  // The runner says best what is wrong when nothing is asked.
  if (pending.length === 0) return runner.jobs[decision]({ jobId });
  const approvals: Approval[] = [];
  for (const { id, revision } of pending) {
    const { approval } = await runner.approvals.decide({ approvalId: id, decision, revision, comment });
    approvals.push(approval);
  }
  const { job, thread } = await runner.jobs.get({ jobId });
  return { job, thread, approvals };
}
