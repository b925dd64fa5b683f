import { forecastInput, resolveInput } from "../../shared/api/queries.ts";
import { type Hello, protocolVersion } from "../../shared/api/views.ts";
import { forecastView } from "../core/queries/forecast.ts";
import { resolveId } from "../core/queries/resolve-id.ts";
import { statusView } from "../core/queries/status.ts";
import { agents, projects, tokens } from "./routes/administration.ts";
import { approvals } from "./routes/approvals.ts";
import { artifacts } from "./routes/artifacts.ts";
import { drafts } from "./routes/drafts.ts";
import { events } from "./routes/events.ts";
import { jobs } from "./routes/jobs.ts";
import { lanes } from "./routes/lanes.ts";
import { queue } from "./routes/queue.ts";
import { runs } from "./routes/runs.ts";
import { spend } from "./routes/spend.ts";
import { threads } from "./routes/threads.ts";
import { worktrees } from "./routes/worktrees.ts";
import { router, viewer } from "./trpc.ts";

const capabilities = [
  "events.resume",
  "events.reset",
  "logs.follow",
  "artifacts.range",
  "idempotency",
  "threads.tree",
  "threads.commits",
  "runs.snapshot",
  "drafts",
  "lanes",
  "forecast",
  "spend",
  "mcp",
];

export const appRouter = router({
  /** First call of every client: it compares `protocol` before anything else. */
  hello: viewer.query(({ ctx }): Hello => {
    const { version, instance } = ctx.services.facts();
    const { name, role } = ctx.caller;
    const now = ctx.core.clock.now();
    return { protocol: protocolVersion, version, capabilities, instance, caller: { name, role }, now };
  }),
  status: viewer.query(({ ctx }) => statusView(ctx.core, ctx.services.facts())),
  /** What jobs like the one that is meant came to before. */
  forecast: viewer.input(forecastInput).query(({ ctx, input }) => forecastView(ctx.core, input)),
  resolve: viewer
    .input(resolveInput)
    .query(({ ctx, input }) => resolveId(ctx.core.store.read, input.kind, input.fragment)),
  projects,
  threads,
  jobs,
  runs,
  events,
  approvals,
  queue,
  lanes,
  spend,
  worktrees,
  artifacts,
  drafts,
  agents,
  tokens,
});

/** Clients import this type and nothing else from the runner. */
export type AppRouter = typeof appRouter;
