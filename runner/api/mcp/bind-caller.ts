import { TRPCError } from "@trpc/server";
import { SpoolError } from "../../../shared/errors.ts";
import type { ToolRunner } from "../../mcp/tool-runner.ts";
import type { ApiContext } from "../context.ts";
import { describeFailure } from "../error-format.ts";
import { appRouter } from "../router.ts";

/** The router as the tools see it: the same procedures, with the same checks, as over the wire. */
export function bindCaller(context: ApiContext): ToolRunner {
  const api = appRouter.createCaller(context);
  /** Rejects with what a client would have been told; what it would not is in the log, under the same request id. */
  async function asked<Answer>(path: string, call: () => Promise<Answer>): Promise<Answer> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TRPCError)) throw error;
      const { error: told, requestId } = describeFailure(error, { path, logger: context.logger });
      const { code, message, hint, showUser } = told;
      const details = { ...told.details, requestId };
      throw new SpoolError(code, message, { details, showUser, cause: error, ...(hint !== undefined && { hint }) });
    }
  }
  return {
    hello: () => asked("hello", () => api.hello()),
    resolve: (input) => asked("resolve", () => api.resolve(input)),
    projects: { list: () => asked("projects.list", () => api.projects.list()) },
    threads: {
      list: (input) => asked("threads.list", () => api.threads.list(input)),
      get: (input) => asked("threads.get", () => api.threads.get(input)),
      start: (input, options) => asked("threads.start", () => api.threads.start({ ...input, ...options })),
      continue: (input, options) => asked("threads.continue", () => api.threads.continue({ ...input, ...options })),
      send: (input, options) => asked("threads.send", () => api.threads.send({ ...input, ...options })),
      commits: (input) => asked("threads.commits", () => api.threads.commits(input)),
      changes: (input) => asked("threads.changes", () => api.threads.changes(input)),
      patch: (input) => asked("threads.patch", () => api.threads.patch(input)),
    },
    jobs: { cancel: (input, options) => asked("jobs.cancel", () => api.jobs.cancel({ ...input, ...options })) },
    events: { list: (input) => asked("events.list", () => api.events.list(input)) },
    queue: { get: () => asked("queue.get", () => api.queue.get()) },
  };
}
