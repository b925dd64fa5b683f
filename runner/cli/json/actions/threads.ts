import * as z from "zod";
import { metadata } from "../../../../shared/model/common.ts";
import { threadStatuses } from "../../../../shared/model/thread.ts";
import { wireJob, wireThread } from "../../wire/entities.ts";
import { wireChanges, wireCommits, wireMessage } from "../../wire/records.ts";
import { attachResult, continueResult, startResult, threadListResult, threadResult } from "../../wire/results.ts";
import { action, type JsonAction } from "../action.ts";
import {
  defined,
  idFields,
  invalid,
  jobFieldsOf,
  jobInputFields,
  missing,
  pageFields,
  projectFields,
  projectOf,
} from "../fields.ts";

const threadId = z.string().min(1).max(80);

export const threadActions: Record<string, JsonAction> = {
  "thread.start": action(
    z.object({ ...projectFields, ...jobInputFields, thread_metadata: metadata.optional() }),
    async (input, call) => {
      if (input.project === undefined && input.project_id === undefined) throw missing("project");
      const fields = jobFieldsOf(input, call);
      const project = (await projectOf(input, call)) ?? "";
      const more = defined({ threadMetadata: input.thread_metadata });
      const runner = await call.runner();
      return startResult(await runner.threads.start({ project, ...fields, ...more }, call.options));
    },
  ),
  "thread.continue": action(z.object({ thread_id: threadId, ...jobInputFields }), async (input, call) => {
    const fields = jobFieldsOf(input, call);
    const runner = await call.runner();
    return continueResult(await runner.threads.continue({ threadId: input.thread_id, ...fields }, call.options));
  }),
  "thread.list": action(
    z.object({ ...projectFields, status: z.enum(threadStatuses).optional(), ...pageFields }),
    async (input, call) => {
      const { status, limit, after } = input;
      const project = await projectOf(input, call);
      const runner = await call.runner();
      // v1 lists every thread; that people's lists leave archived ones out came after it.
      const statuses = status === undefined ? threadStatuses : [status];
      return threadListResult(await runner.threads.list({ limit, statuses, ...defined({ project, after }) }));
    },
  ),
  "thread.get": action(idFields("thread_id"), async (id, call) => {
    const runner = await call.runner();
    return threadResult(await runner.threads.get({ threadId: id }));
  }),
  "thread.event.attach": action(
    z.object({
      thread_id: threadId,
      source_kind: z.string().trim().min(1).max(60).optional(),
      source: z.string().trim().min(1).max(60).optional(),
      source_id: z.string().trim().min(1).max(300),
      event_type: z.string().trim().min(1).max(100).optional(),
      type: z.string().trim().min(1).max(100).optional(),
      payload: z.json().optional(),
      body: z.json().optional(),
    }),
    async (input, call) => {
      const sourceKind = input.source_kind ?? input.source;
      const eventType = input.event_type ?? input.type;
      if (sourceKind === undefined) throw missing("source_kind");
      if (eventType === undefined) throw missing("event_type");
      if (input.payload === undefined && input.body === undefined) throw missing("payload");
      const payload = input.payload ?? { body: input.body };
      const { thread_id: id, source_id: sourceId } = input;
      const runner = await call.runner();
      return attachResult(
        await runner.events.attach({ threadId: id, sourceKind, sourceId, eventType, payload }, call.options),
      );
    },
  ),
  "thread.create": action(
    z.object({
      ...projectFields,
      summary: z.string().trim().min(1).max(200),
      priority: z.int().min(1).max(4).optional(),
      thread_metadata: metadata.optional(),
    }),
    async (input, call) => {
      const project = await projectOf(input, call);
      if (project === undefined) throw missing("project");
      const more = defined({ priority: input.priority, threadMetadata: input.thread_metadata });
      const runner = await call.runner();
      const answer = await runner.threads.create({ project, title: input.summary, ...more }, call.options);
      return { project: { id: answer.project.id, name: answer.project.name }, thread: wireThread(answer.thread) };
    },
  ),
  "thread.send": action(z.object({ thread_id: threadId, text: z.string().max(200_000) }), async (input, call) => {
    if (input.text.trim() === "") throw invalid("text", "must not be empty");
    const runner = await call.runner();
    const { message, job } = await runner.threads.send({ threadId: input.thread_id, text: input.text }, call.options);
    return { message: wireMessage(message), job: job === null ? null : wireJob(job) };
  }),
  "thread.archive": action(idFields("thread_id"), async (id, call) => {
    const { thread } = await (await call.runner()).threads.archive({ threadId: id }, call.options);
    return { thread: wireThread(thread) };
  }),
  "thread.unarchive": action(idFields("thread_id"), async (id, call) => {
    const { thread } = await (await call.runner()).threads.unarchive({ threadId: id }, call.options);
    return { thread: wireThread(thread) };
  }),
  "thread.changes": action(
    z.object({ thread_id: threadId, run_id: threadId.optional(), patch: z.boolean().default(false) }),
    async (input, call) => {
      const request = { threadId: input.thread_id, ...defined({ runId: input.run_id }) };
      const runner = await call.runner();
      const changes = wireChanges(await runner.threads.changes(request));
      if (!input.patch) return { changes };
      const { text, truncated } = await runner.threads.patch(request);
      return { changes, patch: text, truncated };
    },
  ),
  "thread.commits": action(
    z.object({ thread_id: threadId, limit: z.int().min(1).max(1_000).default(200) }),
    async (input, call) => {
      const runner = await call.runner();
      return wireCommits(await runner.threads.commits({ threadId: input.thread_id, limit: input.limit }));
    },
  ),
};
