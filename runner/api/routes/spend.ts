import { spendInput } from "../../../shared/api/queries.ts";
import { spendView } from "../../core/queries/spend.ts";
import { router, viewer } from "../trpc.ts";

export const spend = router({
  query: viewer.input(spendInput).query(({ ctx, input }) => spendView(ctx.core, input)),
});
