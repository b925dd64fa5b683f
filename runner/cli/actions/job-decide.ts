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
import type { DecideJobInput } from "../../../shared/api/inputs.ts";
import type { Approval } from "../../../shared/model/approval.ts";

type Decision = "approve" | "reject";

export const jobApprove: CommandAction = (context, call) => decide(context, call, "approve");
export const jobReject: CommandAction = (context, call) => decide(context, call, "reject");

async function decide(context: CommandContext, call: Call, decision: Decision): Promise<undefined> {
  const runner = await context.runner();
  const jobId = await resolveId(runner, "job", call.argument("job"));
  const comment = call.text("comment");
  const revision = call.text("revision");
  const choice = call.text("choice");
  const amount = decision === "approve" ? call.number("amount") : undefined;
  const request = { jobId, ...(revision !== undefined && { revision }) };
  const answer =
    comment === undefined && choice === undefined && amount === undefined
      ? await runner.jobs[decision](request)
      : await oneByOne(runner, { ...request, decision, comment, choice, amount });
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

/** Each question by itself, on the revision that was read: only a single decision can carry more than yes or no. */
async function oneByOne(
  runner: RunnerPort,
  {
    decision,
    comment,
    choice,
    amount,
    ...request
  }: DecideJobInput & {
    decision: Decision;
    comment: string | undefined;
    choice: string | undefined;
    amount: number | undefined;
  },
): Promise<JobAnswer & { approvals: Approval[] }> {
  const { jobId, revision: read } = request;
  const before = await runner.jobs.get({ jobId });
  const pending = before.approvals.filter(({ status }) => status === "pending");
  const plans = pending.filter(({ kind }) => kind === "plan");
  const isRead = plans.every(({ revision }) => revision === read);
  const isKnown = read === undefined || pending.some(({ revision }) => revision === read);
  // The runner says best what is wrong: nothing is asked, or it is not what was read.
  if (pending.length === 0 || !isRead || !isKnown) return runner.jobs[decision](request);
  const approvals: Approval[] = [];
  for (const { id, revision } of pending) {
    const answer = { approvalId: id, decision, revision, comment, choice, amount };
    const { approval } = await runner.approvals.decide(answer);
    approvals.push(approval);
  }
  const { job, thread } = await runner.jobs.get({ jobId });
  return { job, thread, approvals };
}
