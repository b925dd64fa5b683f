import type { AttachEventInput } from "../../../shared/api/inputs.ts";
import { listEventsInput, subscribeInput } from "../../../shared/api/queries.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { attachEvent } from "../../core/commands/records.ts";
import { eventStream } from "../event-stream.ts";
import { subscriber } from "../subscriber.ts";
import { callerOf, envelope, operator, router, viewer } from "../trpc.ts";

export const events = router({
  /** Oldest first in each page. `lastSeq` is the log's, whatever the scope. */
  list: viewer
    .input(listEventsInput)
    .query(async ({ ctx, input }): Promise<{ events: TimelineEvent[]; lastSeq: number }> => {
      const { threadId, runId, after, before, limit } = input;
      const scope = { threadId, runId };
      const log = ctx.core.store.read.events;
      const lastSeq = await log.lastSeq();
      const page =
        after === undefined
          ? await log.before(before ?? Number.MAX_SAFE_INTEGER, scope, limit)
          : await log.after(after, scope, limit);
      return { events: page, lastSeq };
    }),
  subscribe: viewer.input(subscribeInput).subscription(({ ctx, input, signal }) => {
    const { threadId, runId, lastEventId } = input;
    return eventStream({
      store: ctx.core.store,
      scope: { threadId, runId },
      after: lastEventId === null || lastEventId === undefined ? undefined : Number(lastEventId),
      limits: ctx.limits,
      ...subscriber(ctx, signal),
    });
  }),
  attach: operator
    .input(envelope<AttachEventInput>())
    .mutation(({ ctx, input }) => attachEvent(ctx.core, callerOf(ctx, input), input.request)),
});
