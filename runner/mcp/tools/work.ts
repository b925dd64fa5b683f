import * as z from "zod";
import { continueThreadInput, sendMessageInput, startThreadInput } from "../../../shared/api/inputs.ts";
import type { Job } from "../../../shared/model/job.ts";
import { oneLine, tidy } from "../bound.ts";
import { tool } from "../tool.ts";
import { jobBrief, jobText, threadBrief } from "./brief.ts";
import { reference, requestId, wholeId } from "./fields.ts";

const start = startThreadInput.shape;

/**
 * What a model may say about a job. Not here: verify commands, which run with all rights of the runner; permissions,
 * which would answer the agent's questions in a person's place; publishing, write mode and limits of time, turns and cost,
 * which the project decides.
 */
const jobFields = {
  instruction: start.instruction.describe("what the agent is to do; it knows nothing of this conversation"),
  title: start.title.describe("one line; made from the instruction when left out"),
  acceptance: start.acceptance.describe("how one sees that it is done"),
  agent: start.agent.describe("another agent than the job type's"),
  model: start.model.describe("another model than the job type's"),
  priority: start.priority.describe("1 critical, 2 high, 3 medium (default), 4 low"),
  hold: start.hold.describe("leave it in the backlog, to be queued by a person"),
  requestId,
};

export const startThread = tool({
  name: "start_thread",
  title: "Start a Spool thread",
  description:
    "Hands a new piece of work to a coding agent, in a fresh worktree of a project. Answers at once; the work takes " +
    "minutes to hours: see get_thread. For more on the same branch use continue_thread.",
  least: "operator",
  effect: "add",
  input: z.strictObject({
    project: start.project.describe("name of a project from list_projects"),
    jobType: start.jobType.describe("a job type of the project"),
    baseBranch: start.baseBranch.describe("another branch than the project's to start from"),
    labels: start.labels,
    dependsOn: start.dependsOn.describe("ids of threads that must be done before"),
    ...jobFields,
  }),
  async run(runner, { requestId: idempotencyKey, ...request }) {
    const { thread, job } = await runner.threads.start(request, { idempotencyKey });
    return {
      data: { thread: tidy(threadBrief(thread), 500), job: jobData(job) },
      text: `Made thread ${thread.id}: ${oneLine(thread.title)}\n${jobText(job)}`,
    };
  },
});

export const continueThread = tool({
  name: "continue_thread",
  title: "Continue a Spool thread",
  description:
    "Appends a job to a thread: an agent goes on where the thread stands. It waits its turn when another job of the " +
    "thread is at work; to say something to that one use send_message.",
  least: "operator",
  effect: "add",
  input: z.strictObject({
    threadId: reference("thread"),
    jobType: continueThreadInput.shape.jobType.describe("a job type of the project"),
    ...jobFields,
  }),
  async run(runner, { requestId: idempotencyKey, ...request }) {
    const threadId = await wholeId(runner, "thread", request.threadId);
    const { thread, job } = await runner.threads.continue({ ...request, threadId }, { idempotencyKey });
    return {
      data: { thread: tidy(threadBrief(thread), 500), job: jobData(job) },
      text: `Appended to thread ${thread.id}: ${jobText(job)}`,
    };
  },
});

export const sendMessage = tool({
  name: "send_message",
  title: "Send a message to a Spool thread",
  description:
    "Says something to the agent that works on a thread; when none does, it becomes the thread's next job. It answers " +
    "no question for which the agent waits: only a person does that, in Spool.",
  least: "operator",
  effect: "add",
  input: z.strictObject({
    threadId: reference("thread"),
    text: sendMessageInput.shape.text.describe("for the agent to read"),
    requestId,
  }),
  async run(runner, { requestId: idempotencyKey, text, threadId }) {
    const request = { threadId: await wholeId(runner, "thread", threadId), text };
    const { message, job } = await runner.threads.send(request, { idempotencyKey });
    const { id, state } = message;
    return {
      data: { message: { id, state }, job: job && jobData(job) },
      text: job ? `No agent was at work, so it became ${jobText(job)}.` : `Message ${id} is for the agent at work.`,
    };
  },
});

export const cancelJob = tool({
  name: "cancel_job",
  title: "Cancel a Spool job",
  description:
    "Ends a job: its processes are stopped and its work so far is kept in a checkpoint. Not for a thread that merely " +
    "waits for a person.",
  least: "operator",
  effect: "end",
  input: z.strictObject({ jobId: reference("job"), requestId }),
  async run(runner, { requestId: idempotencyKey, jobId }) {
    const request = { jobId: await wholeId(runner, "job", jobId) };
    const { job } = await runner.jobs.cancel(request, { idempotencyKey });
    const ending = job.status === "cancelled" ? "" : "; it is being stopped";
    return { data: { job: jobData(job), cancelRequested: true }, text: `${jobText(job)}${ending}` };
  },
});

function jobData(job: Job): unknown {
  return tidy({ ...jobBrief(job), agent: job.agent, model: job.model }, 500);
}
