import * as z from "zod";
import { type DecideJobInput, decisions } from "../../../../shared/api/inputs.ts";
import { SpoolError } from "../../../../shared/errors.ts";
import { grantedAmount } from "../../../../shared/model/budget.ts";
import { jobStatuses } from "../../../../shared/model/job.ts";
import { planComment } from "../../../../shared/model/plan.ts";
import type { JobAnswer } from "../../runner-port.ts";
import { wireApproval } from "../../wire/records.ts";
import { jobDetailResult, jobListResult, jobResult } from "../../wire/results.ts";
import { action, type ActionCall, type JsonAction } from "../action.ts";
import { defined, idFields, missing, pageFields, projectFields, projectOf } from "../fields.ts";

const id = z.string().min(1).max(80);

const decisionFields = z.object({
  job_id: id.optional(),
  id: id.optional(),
  revision: z.string().max(100).optional(),
});

export const jobActions: Record<string, JsonAction> = {
  "job.list": action(
    z.object({ thread_id: id.optional(), ...projectFields, status: z.enum(jobStatuses).optional(), ...pageFields }),
    async (input, call) => {
      const { status, limit, after, thread_id: threadId } = input;
      const project = await projectOf(input, call);
      const runner = await call.runner();
      return jobListResult(await runner.jobs.listWhole({ limit, ...defined({ threadId, project, status, after }) }));
    },
  ),
  "job.get": action(idFields("job_id"), async (jobId, call) => {
    const runner = await call.runner();
    return jobDetailResult(await runner.jobs.get({ jobId }));
  }),
  "job.retry": action(idFields("job_id"), async (jobId, call) => {
    const runner = await call.runner();
    return jobResult(await runner.jobs.retry({ jobId }, call.options));
  }),
  "job.cancel": action(idFields("job_id"), async (jobId, call) => {
    const runner = await call.runner();
    return jobResult(await runner.jobs.cancel({ jobId }, call.options));
  }),
  "job.switch_agent": action(
    z.object({
      job_id: id,
      agent: z.string().trim().min(1).max(60),
      model: z.string().trim().min(1).max(120).optional(),
    }),
    async ({ job_id: jobId, agent, model }, call) => {
      const runner = await call.runner();
      return jobResult(await runner.jobs.switchAgent({ jobId, agent, ...defined({ model }) }, call.options));
    },
  ),
  "job.approve": action(decisionFields, async (input, call) => {
    const { answer, changed } = await approve(decisionOf(input), call);
    return { ...jobResult(answer), changed };
  }),
  "job.reject": action(decisionFields, async (input, call) => {
    const runner = await call.runner();
    const answer = await runner.jobs.reject(decisionOf(input), call.options);
    return { ...jobResult(answer), approvals: answer.approvals.map(wireApproval) };
  }),
  "approval.list": action(z.object({}), async (_input, call) => {
    const { approvals } = await (await call.runner()).approvals.list();
    return { approvals: approvals.map(wireApproval) };
  }),
  "approval.decide": action(
    z.object({
      approval_id: id,
      decision: z.enum(decisions),
      revision: z.string().max(100).optional(),
      comment: z.string().max(20_000).optional(),
      choice: z.string().min(1).max(60).optional(),
      amount: grantedAmount.optional(),
      comments: z.array(planComment).max(200).optional(),
    }),
    async (input, call) => {
      const { approval_id: approvalId, decision, revision, comment, choice, amount, comments } = input;
      const runner = await call.runner();
      const { approval } = await runner.approvals.decide(
        { approvalId, decision, ...defined({ revision, comment, choice, amount, comments }) },
        call.options,
      );
      return { approval: wireApproval(approval) };
    },
  ),
};

function decisionOf(input: z.output<typeof decisionFields>): DecideJobInput {
  const jobId = input.job_id ?? input.id;
  if (jobId === undefined) throw missing("job_id");
  return { jobId, ...defined({ revision: input.revision }) };
}

/** v1 answers ok when nothing is asked; callers rely on it, so here `changed` tells the two apart. */
async function approve(request: DecideJobInput, call: ActionCall): Promise<{ answer: JobAnswer; changed: boolean }> {
  const runner = await call.runner();
  try {
    return { answer: await runner.jobs.approve(request, call.options), changed: true };
  } catch (error) {
    if (!SpoolError.is(error, "conflict")) throw error;
    const { job, thread, approvals } = await runner.jobs.get({ jobId: request.jobId });
    if (approvals.some(({ status }) => status === "pending")) throw error;
    return { answer: { job, thread }, changed: false };
  }
}
