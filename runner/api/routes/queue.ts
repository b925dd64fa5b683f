import type { PauseInput } from "../../../shared/api/inputs.ts";
import { pauseQueue, resumeQueue } from "../../core/commands/queue.ts";
import { queueSnapshot } from "../../core/queries/queue-snapshot.ts";
import { callerOf, envelope, operator, router, viewer } from "../trpc.ts";

export const queue = router({
  get: viewer.query(({ ctx }) => queueSnapshot(ctx.core)),
  pause: operator
    .input(envelope<PauseInput>())
    .mutation(({ ctx, input }) => pauseQueue(ctx.core, callerOf(ctx, input), input.request)),
  resume: operator
    .input(envelope<PauseInput>())
    .mutation(({ ctx, input }) => resumeQueue(ctx.core, callerOf(ctx, input), input.request)),
});
