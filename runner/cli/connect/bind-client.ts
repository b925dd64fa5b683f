import * as z from "zod";
import type { LogSlice } from "../../../shared/api/views.ts";
import { toSpoolError } from "../../../shared/errors.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { SpoolClient } from "../../client/client.ts";
import { fromWire } from "../../../shared/client/wire-error.ts";
import type { EventScope, RunnerPort } from "../runner-port.ts";
import { iterate } from "./subscription.ts";

const json = z.json();
const pageSize = 500;

/** The port over a real runner. */
export function bindClient(client: SpoolClient): RunnerPort {
  const { api } = client;
  return {
    hello: () => api.hello.query(),
    status: () => api.status.query(),
    resolve: (input) => api.resolve.query(input),
    forecast: (input) => api.forecast.query(input),
    projects: { list: () => api.projects.list.query() },
    threads: {
      list: ({ statuses, ...input }) =>
        api.threads.list.query({ ...input, ...(statuses && { statuses: [...statuses] }) }),
      get: (input) => api.threads.get.query(input),
      start: (input, options) => api.threads.start.mutate({ ...input, ...options }),
      create: (input, options) => api.threads.create.mutate({ ...input, ...options }),
      continue: (input, options) => api.threads.continue.mutate({ ...input, ...options }),
      send: (input, options) => api.threads.send.mutate({ ...input, ...options }),
      archive: (input, options) => api.threads.archive.mutate({ ...input, ...options }),
      unarchive: (input, options) => api.threads.unarchive.mutate({ ...input, ...options }),
      commits: (input) => api.threads.commits.query(input),
      changes: (input) => api.threads.changes.query(input),
      patch: (input) => api.threads.patch.query(input),
    },
    jobs: {
      list: (input) => api.jobs.list.query(input),
      listWhole: (input) => api.jobs.listWhole.query(input),
      get: (input) => api.jobs.get.query(input),
      retry: (input, options) => api.jobs.retry.mutate({ ...input, ...options }),
      cancel: (input, options) => api.jobs.cancel.mutate({ ...input, ...options }),
      switchAgent: (input, options) => api.jobs.switchAgent.mutate({ ...input, ...options }),
      approve: (input, options) => api.jobs.approve.mutate({ ...input, ...options }),
      reject: (input, options) => api.jobs.reject.mutate({ ...input, ...options }),
    },
    runs: {
      get: (input) => api.runs.get.query(input),
      logs: (input) => api.runs.logs.query(input),
      readLog: (input) => api.runs.readLog.query(input),
      followLog: (input, signal) => followLog(client, input, signal),
    },
    events: {
      list: (input) => api.events.list.query(input),
      follow: (scope, options) => follow(client, scope, options),
      attach: ({ payload, ...input }, options) =>
        api.events.attach.mutate({ ...input, payload: json.parse(payload), ...options }),
    },
    approvals: {
      list: () => api.approvals.list.query(),
      decide: (input, options) => api.approvals.decide.mutate({ ...input, ...options }),
    },
    queue: {
      get: () => api.queue.get.query(),
      pause: (input, options) => api.queue.pause.mutate({ ...input, ...options }),
      resume: (input, options) => api.queue.resume.mutate({ ...input, ...options }),
    },
    lanes: {
      list: () => api.lanes.list.query(),
      open: (input, options) => api.lanes.open.mutate({ ...input, ...options }),
    },
    spend: { query: (input) => api.spend.query.query(input) },
    worktrees: {
      list: (input) => api.worktrees.list.query(input),
      get: (input) => api.worktrees.get.query(input),
      pin: (input, options) => api.worktrees.pin.mutate({ ...input, ...options }),
      prune: (input, options) => api.worktrees.prune.mutate({ ...input, ...options }),
    },
    artifacts: { list: (input) => api.artifacts.list.query(input) },
    agents: { list: () => api.agents.list.query() },
    tokens: {
      create: (input) => api.tokens.create.mutate(input),
      list: () => api.tokens.list.query(),
      revoke: (input) => api.tokens.revoke.mutate(input),
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** A runner sends a reset instead of a very long backlog: here that backlog is read page by page, so nothing is missed. */
async function* follow(
  client: SpoolClient,
  scope: EventScope,
  { after, signal }: { after: number; signal: AbortSignal },
): AsyncGenerator<TimelineEvent, void, undefined> {
  let last = after;
  for await (const item of client.followEvents(scope, { after, signal })) {
    if (item.type !== "reset") {
      last = item.seq;
      yield item;
      continue;
    }
    while (last < item.seq && !signal.aborted) {
      const { events } = await client.api.events.list.query({ ...scope, after: last, limit: pageSize });
      const missed = events.filter(({ seq }) => seq <= item.seq);
      yield* missed;
      last = missed.at(-1)?.seq ?? item.seq;
    }
    last = item.seq;
  }
}

async function* followLog(
  client: SpoolClient,
  { runId, name, offset }: { runId: string; name: string; offset: number },
  signal: AbortSignal,
): AsyncGenerator<LogSlice, void, undefined> {
  yield* iterate<LogSlice>(
    ({ onItem, onError, onEnd }) =>
      client.api.runs.followLog.subscribe(
        { runId, name, lastEventId: String(offset) },
        {
          onData: ({ data }) => {
            onItem(data);
          },
          onError: (error) => {
            onError(fromWire(error) ?? toSpoolError(error));
          },
          onComplete: onEnd,
        },
      ),
    signal,
  );
}
