import type { CreateTokenInput } from "../../../shared/api/inputs.ts";
import type { RevokeTokenInput } from "../../../shared/api/queries.ts";
import type { AgentView } from "../../../shared/api/views.ts";
import type { Project } from "../../../shared/model/project.ts";
import type { Token } from "../../../shared/model/records.ts";
import { createToken, revokeToken } from "../../core/commands/tokens.ts";
import { admin, callerOf, envelope, router, viewer } from "../trpc.ts";

export const projects = router({
  list: viewer.query(async ({ ctx }): Promise<{ projects: Project[] }> => ({
    projects: await ctx.core.store.read.projects.list(),
  })),
});

export const agents = router({
  list: viewer.query(async ({ ctx }): Promise<{ agents: AgentView[] }> => ({ agents: await ctx.services.agents() })),
});

export const tokens = router({
  /** The secret is in this answer only. Takes an idempotency key and ignores it: no receipt may keep the secret. */
  create: admin.input(envelope<CreateTokenInput>()).mutation(({ ctx, input }) => createToken(ctx.core, input.request)),
  list: admin.query(async ({ ctx }): Promise<{ tokens: Token[] }> => ({
    tokens: await ctx.core.store.read.tokens.list(),
  })),
  revoke: admin
    .input(envelope<RevokeTokenInput>())
    .mutation(({ ctx, input }) => revokeToken(ctx.core, callerOf(ctx, input), input.request)),
});
