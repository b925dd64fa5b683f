import { followLogInput, readLogInput, runInput } from "../../../shared/api/queries.ts";
import { runDetail } from "../../core/queries/run-view.ts";
import { logStream } from "../log-stream.ts";
import { subscriber } from "../subscriber.ts";
import { router, viewer } from "../trpc.ts";

export const runs = router({
  get: viewer.input(runInput).query(({ ctx, input }) => runDetail(ctx.core.store.read, input.runId)),
  /** The run's files as they are now; waits for its turn, at most a second. Error: `not_available` with the reason. */
  snapshot: viewer.input(runInput).query(({ ctx, input }) => ctx.services.snapshot(input.runId)),
  logs: viewer.input(runInput).query(({ ctx, input }) => ctx.services.logs(input.runId)),
  readLog: viewer.input(readLogInput).query(({ ctx, input }) => ctx.services.readLog(input)),
  followLog: viewer.input(followLogInput).subscription(({ ctx, input, signal }) => {
    const { runId, name, lastEventId } = input;
    return logStream({
      services: ctx.services,
      runId,
      name,
      offset: Number(lastEventId ?? 0),
      ...subscriber(ctx, signal),
    });
  }),
});
