import * as z from "zod";
import {
  wireAgent,
  wireArtifact,
  wireLog,
  wirePause,
  wirePrune,
  wireTimelineEvent,
  wireWorktree,
} from "../../wire/records.ts";
import { wireForecast } from "../../wire/forecast.ts";
import { wireLane } from "../../wire/lanes.ts";
import { projectListResult, queueResult, statusResult, worktreeResult } from "../../wire/results.ts";
import { action, type JsonAction } from "../action.ts";
import { defined, idFields } from "../fields.ts";

const id = z.string().min(1).max(80);
const configuredName = z.string().trim().min(1).max(60).optional();
const project = z.string().trim().min(1).max(120).optional();

export const runnerActions: Record<string, JsonAction> = {
  "project.list": action(z.object({}), async (_input, call) => {
    const { projects } = await (await call.runner()).projects.list();
    return projectListResult(projects);
  }),
  "worktree.list": action(
    z.object({ thread_id: id.optional(), project, all: z.boolean().optional() }),
    async ({ thread_id: threadId, project: name, all }, call) => {
      const runner = await call.runner();
      const { worktrees } = await runner.worktrees.list(defined({ threadId, project: name, all }));
      return { worktrees: worktrees.map((worktree) => wireWorktree(worktree)) };
    },
  ),
  "worktree.get": action(idFields("worktree_id"), async (worktreeId, call) => {
    const runner = await call.runner();
    const { worktree } = await runner.worktrees.get({ worktreeId });
    const { threadId } = worktree;
    return worktreeResult(worktree, threadId === null ? null : await runner.threads.get({ threadId }));
  }),
  "worktree.pin": action(z.object({ worktree_id: id, pinned: z.boolean() }), async (input, call) => {
    const { worktree_id: worktreeId, pinned } = input;
    const { worktree } = await (await call.runner()).worktrees.pin({ worktreeId, pinned }, call.options);
    return { worktree: wireWorktree(worktree) };
  }),
  "worktree.prune": action(
    z.object({ dry_run: z.boolean().default(false), all: z.boolean().default(false) }),
    async ({ dry_run: dryRun, all }, call) =>
      wirePrune(await (await call.runner()).worktrees.prune({ dryRun, all }, call.options)),
  ),
  "events.list": action(
    z.object({
      thread_id: id.optional(),
      run_id: id.optional(),
      after: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1_000).default(200),
    }),
    async ({ thread_id: threadId, run_id: runId, after, limit }, call) => {
      const runner = await call.runner();
      const { events, lastSeq } = await runner.events.list({ after, limit, ...defined({ threadId, runId }) });
      return { events: events.map(wireTimelineEvent), last_seq: lastSeq };
    },
  ),
  "logs.list": action(idFields("run_id"), async (runId, call) => {
    const logs = await (await call.runner()).runs.logs({ runId });
    return { logs: logs.map((log) => wireLog(runId, log)) };
  }),
  "logs.read": action(
    z.object({
      run_id: id,
      name: z.string().min(1).max(200),
      offset: z.int().nonnegative().default(0),
      limit: z
        .int()
        .min(1)
        .max(1024 * 1024)
        .default(64 * 1024),
    }),
    async ({ run_id: runId, name, offset, limit }, call) => {
      const slice = await (await call.runner()).runs.readLog({ runId, name, offset, limit });
      return {
        run_id: runId,
        name: slice.name,
        offset: slice.offset,
        text: slice.text,
        next_offset: slice.nextOffset,
        size: slice.size,
        ended: slice.ended,
      };
    },
  ),
  "artifact.list": action(z.object({ thread_id: id }), async ({ thread_id: threadId }, call) => {
    const { artifacts } = await (await call.runner()).artifacts.list({ threadId });
    return { artifacts: artifacts.map(wireArtifact) };
  }),
  "agent.list": action(z.object({}), async (_input, call) => {
    const { agents } = await (await call.runner()).agents.list();
    return { agents: agents.map(wireAgent) };
  }),
  "queue.get": action(z.object({}), async (_input, call) => queueResult(await (await call.runner()).queue.get())),
  "queue.pause": action(
    z.object({ project, reason: z.string().trim().max(500).optional() }),
    async ({ project: name, reason }, call) => {
      const runner = await call.runner();
      const { pauses } = await runner.queue.pause(defined({ project: name, reason }), call.options);
      return { pauses: pauses.map(wirePause) };
    },
  ),
  "queue.resume": action(z.object({ project }), async ({ project: name }, call) => {
    const { pauses } = await (await call.runner()).queue.resume(defined({ project: name }), call.options);
    return { pauses: pauses.map(wirePause) };
  }),
  "lane.list": action(z.object({}), async (_input, call) => {
    const { lanes } = await (await call.runner()).lanes.list();
    return { lanes: lanes.map(wireLane) };
  }),
  "lane.open": action(z.object({ account: z.string().trim().min(1).max(100) }), async ({ account }, call) => {
    const { lane } = await (await call.runner()).lanes.open({ account }, call.options);
    return { lane: wireLane(lane) };
  }),
  forecast: action(
    z.object({ project: z.string().trim().min(1).max(120), job_type: configuredName, agent: configuredName }),
    async ({ project: of, job_type: jobType, agent }, call) =>
      wireForecast(await (await call.runner()).forecast({ project: of, ...defined({ jobType, agent }) })),
  ),
  status: action(z.object({}), async (_input, call) => statusResult(await (await call.runner()).status())),
};
