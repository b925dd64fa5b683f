import { initTRPC } from "@trpc/server";
import * as z from "zod";
import { requestKey } from "../../shared/api/inputs.ts";
import { parseInput } from "../../shared/api/parse.ts";
import type { Role } from "../../shared/model/records.ts";
import { requireRole } from "../../shared/role-check.ts";
import type { Caller } from "../core/core.ts";
import type { ApiContext } from "./context.ts";
import { formatError } from "./error-format.ts";

const trpc = initTRPC.context<ApiContext>().create({
  // Stacks stay in the log whatever NODE_ENV says.
  isDev: false,
  errorFormatter: ({ shape, error, path, ctx }) => formatError(shape, { error, path, logger: ctx?.logger }),
});

export const { router } = trpc;

/** Checked on every call, not once per socket: a revoked token ends with its next call at the latest. */
function procedureFor(least: Role) {
  return trpc.procedure.use(async ({ ctx, next }) => {
    const { name, role } = await ctx.authentication.check(ctx.identity);
    requireRole({ name, role }, least);
    const caller: Caller = { id: ctx.identity.tokenId, name, role, requester: { type: "token", id: name } };
    return next({ ctx: { ...ctx, caller } });
  });
}

export const viewer = procedureFor("viewer");
export const operator = procedureFor("operator");
export const admin = procedureFor("admin");

const idempotencyKey = requestKey.optional();

/** Every mutation also takes an `idempotencyKey` beside its own fields: tRPC over WebSocket has no headers per call. */
export type Envelope<Input> = Input & { idempotencyKey?: string | undefined };

export interface Opened {
  /** What is left for the command, which checks it. */
  request: unknown;
  idempotencyKey: string | undefined;
}

/** Input of a mutation whose command checks its own request: typed for the client, taken apart here, checked there. */
export function envelope<Input>() {
  return z.custom<Envelope<Input>>().transform((input: unknown): Opened => {
    // No input at all is an empty request; anything that is no object is for the command's own schema to refuse.
    if (input === undefined) return { request: {}, idempotencyKey: undefined };
    if (input === null || typeof input !== "object" || Array.isArray(input)) {
      return { request: input, idempotencyKey: undefined };
    }
    const { idempotencyKey: key, ...request } = input as Record<string, unknown>;
    return {
      request,
      idempotencyKey: parseInput(z.object({ idempotencyKey }), { idempotencyKey: key }).idempotencyKey,
    };
  });
}

/** The caller of a mutation; a key in the input goes before the header's. */
export function callerOf(ctx: ApiContext & { caller: Caller }, input: Opened): Caller {
  const key = input.idempotencyKey ?? parseInput(z.object({ idempotencyKey }), ctx).idempotencyKey;
  return { ...ctx.caller, idempotencyKey: key };
}
