import { type DecideJobInput, jobInput, type JobInput, type SwitchAgentInput } from "../../../shared/api/inputs.ts";
import { listJobsInput } from "../../../shared/api/queries.ts";
import { approveJob, rejectJob } from "../../core/commands/approvals.ts";
import { cancelJob, retryJob } from "../../core/commands/jobs.ts";
import { switchAgent } from "../../core/commands/switch-agent.ts";
import { jobDetail, jobList, wholeJobList } from "../../core/queries/jobs.ts";
import { callerOf, envelope, operator, router, viewer } from "../trpc.ts";

export const jobs = router({
  list: viewer.input(listJobsInput).query(({ ctx, input }) => jobList(ctx.core, input)),
  /** JSON v1's shape: it promised the texts in lists too. */
  listWhole: viewer.input(listJobsInput).query(({ ctx, input }) => wholeJobList(ctx.core, input)),
  get: viewer.input(jobInput).query(({ ctx, input }) => jobDetail(ctx.core, input.jobId)),
  retry: operator
    .input(envelope<JobInput>())
    .mutation(({ ctx, input }) => retryJob(ctx.core, callerOf(ctx, input), input.request)),
  cancel: operator
    .input(envelope<JobInput>())
    .mutation(({ ctx, input }) => cancelJob(ctx.core, callerOf(ctx, input), input.request)),
  switchAgent: operator
    .input(envelope<SwitchAgentInput>())
    .mutation(({ ctx, input }) => switchAgent(ctx.core, callerOf(ctx, input), input.request)),
  approve: operator
    .input(envelope<DecideJobInput>())
    .mutation(({ ctx, input }) => approveJob(ctx.core, callerOf(ctx, input), input.request)),
  reject: operator
    .input(envelope<DecideJobInput>())
    .mutation(({ ctx, input }) => rejectJob(ctx.core, callerOf(ctx, input), input.request)),
});
