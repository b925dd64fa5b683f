import type { OpenLaneInput } from "../../../shared/api/inputs.ts";
import { openLane } from "../../core/commands/lanes.ts";
import { laneList } from "../../core/queries/lanes.ts";
import { callerOf, envelope, operator, router, viewer } from "../trpc.ts";

export const lanes = router({
  list: viewer.query(({ ctx }) => laneList(ctx.core)),
  open: operator
    .input(envelope<OpenLaneInput>())
    .mutation(({ ctx, input }) => openLane(ctx.core, callerOf(ctx, input), input.request)),
});
