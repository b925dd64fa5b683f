import type * as z from "zod";
import {
  continueThreadInput,
  createThreadInput,
  type JobFields,
  sendMessageInput,
  startThreadInput,
} from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { isJobActive } from "../../../shared/machines/job.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { Project } from "../../../shared/model/project.ts";
import type { Message } from "../../../shared/model/records.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { deriveTitle } from "../../../shared/text.ts";
import type { Writes } from "../../store/port.ts";
import { branchName } from "../branch-name.ts";
import type { Caller, Core } from "../core.ts";
import { command } from "../idempotency.ts";
import { findProject, findThread } from "../references.ts";
import { createJob } from "./create-job.ts";

type ThreadFields = Omit<z.output<typeof createThreadInput>, "project">;

async function insertThread(
  core: Core,
  transaction: Writes,
  request: { project: Project; fields: ThreadFields; now: number },
): Promise<Thread> {
  const { project, fields, now } = request;
  for (const id of fields.dependsOn ?? []) await findThread(transaction, id);
  if (fields.parentThreadId !== undefined) await findThread(transaction, fields.parentThreadId);
  const id = core.ids.make("thread");
  const thread: Thread = {
    id,
    projectId: project.id,
    title: fields.title,
    baseBranch: fields.baseBranch ?? project.baseBranch,
    baseCommit: null,
    branch: branchName(fields.title, id.slice(-6)),
    headCommit: null,
    continueFrom: null,
    prUrl: null,
    priority: fields.priority ?? 3,
    labels: fields.labels ?? [],
    // A thread that does not exist yet cannot be depended on, so no cycle can be made here.
    dependsOn: [...new Set(fields.dependsOn)],
    parentThreadId: fields.parentThreadId ?? null,
    metadata: fields.threadMetadata ?? {},
    status: "open",
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  };
  await transaction.threads.insert(thread);
  const data = { title: thread.title, baseBranch: thread.baseBranch, branch: thread.branch };
  await transaction.events.append([{ type: "thread.created", projectId: project.id, threadId: id, data }], now);
  return thread;
}

/** Errors: `not_found` (project, dependency), `invalid_input` (job type, agent), `conflict` (idempotency key). */
export async function startThread(
  core: Core,
  caller: Caller,
  input: unknown,
): Promise<{ project: Project; thread: Thread; job: Job }> {
  const request = parseInput(startThreadInput, input);
  return command(core, caller, "thread.start", request, async (transaction, now) => {
    const { project: reference, baseBranch, labels, dependsOn, parentThreadId, threadMetadata, ...fields } = request;
    const project = await findProject(transaction, reference);
    const title = fields.title ?? deriveTitle(fields.instruction);
    const thread = await insertThread(core, transaction, {
      project,
      fields: { title, priority: fields.priority, baseBranch, labels, dependsOn, parentThreadId, threadMetadata },
      now,
    });
    const job = await createJob(core, transaction, { thread, project, fields: { ...fields, title }, caller, now });
    return { project, thread: await findThread(transaction, thread.id), job };
  });
}

export async function createThread(
  core: Core,
  caller: Caller,
  input: unknown,
): Promise<{ project: Project; thread: Thread }> {
  const request = parseInput(createThreadInput, input);
  return command(core, caller, "thread.create", request, async (transaction, now) => {
    const { project: reference, ...fields } = request;
    const project = await findProject(transaction, reference);
    return { project, thread: await insertThread(core, transaction, { project, fields, now }) };
  });
}

/** Appends a job. It waits its turn when another job of the thread is at work. */
export async function continueThread(
  core: Core,
  caller: Caller,
  input: unknown,
): Promise<{ thread: Thread; job: Job }> {
  const request = parseInput(continueThreadInput, input);
  return command(core, caller, "thread.continue", request, async (transaction, now) => {
    const { threadId, ...fields } = request;
    const thread = await findThread(transaction, threadId);
    const job = await appendJob(core, transaction, { thread, fields, caller, now });
    return { thread: await findThread(transaction, threadId), job };
  });
}

async function appendJob(
  core: Core,
  transaction: Writes,
  request: { thread: Thread; fields: JobFields; caller: Caller; now: number },
): Promise<Job> {
  const project = await transaction.projects.get(request.thread.projectId);
  if (!project || project.removedAt !== null) {
    throw new SpoolError("conflict", "the thread's project is no longer configured", {
      hint: "put it back into spool.yml to go on with its threads",
    });
  }
  return createJob(core, transaction, { ...request, project });
}

/**
 * Something to say to the thread now: kept for the agent at work, which gets it as soon as it can take it; when none is
 * at work it becomes the next job. Never lost: a message no agent took becomes a job when the run ends.
 */
export async function sendMessage(
  core: Core,
  caller: Caller,
  input: unknown,
): Promise<{ message: Message; job: Job | null }> {
  const request = parseInput(sendMessageInput, input);
  return command(core, caller, "thread.send", request, async (transaction, now) => {
    const thread = await findThread(transaction, request.threadId);
    const jobs = await transaction.jobs.forThread(thread.id);
    const message: Message = {
      id: core.ids.make("message"),
      threadId: thread.id,
      text: request.text,
      by: caller.name,
      state: "kept",
      runId: null,
      jobId: null,
      createdAt: now,
      settledAt: null,
    };
    await transaction.messages.insert(message);
    const subject = { projectId: thread.projectId, threadId: thread.id };
    const data = { messageId: message.id, text: request.text.slice(0, 32_000), by: caller.name };
    await transaction.events.append([{ type: "message.received", ...subject, data }], now);
    if (jobs.some((job) => isJobActive(job.status))) return { message, job: null };
    return queueMessage(core, transaction, { message, thread, caller, now });
  });
}

/** Turns a kept message into the thread's next job. */
export async function queueMessage(
  core: Core,
  transaction: Writes,
  request: { message: Message; thread: Thread; caller: Caller; now: number },
): Promise<{ message: Message; job: Job }> {
  const { thread, caller, now } = request;
  const fields: JobFields = { instruction: request.message.text, jobType: "continue" };
  const job = await appendJob(core, transaction, { thread, fields, caller, now });
  const message = await transaction.messages.update(request.message.id, {
    state: "queued",
    jobId: job.id,
    settledAt: now,
  });
  const subject = { projectId: thread.projectId, threadId: thread.id, jobId: job.id };
  const data = { messageId: message.id, jobId: job.id };
  await transaction.events.append([{ type: "message.queued", ...subject, data }], now);
  return { message, job };
}
